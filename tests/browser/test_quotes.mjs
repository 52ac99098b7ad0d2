// Replying to a part of a message: what is selected, the whole, by key, and without a script.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, openStaff, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const TEXT = "The tap drips.\r\n\r\nWhen can you come?";
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: TEXT });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, RASA, options);

// As with a mouse over the second paragraph.
function select(page, words) {
	return page.evaluate(words => {
		const walk = document.createTreeWalker(document.querySelector(".msg .words"), NodeFilter.SHOW_TEXT);
		for (let node = walk.nextNode(); node; node = walk.nextNode()) {
			const at = node.data.indexOf(words);
			if (at < 0)
				continue;
			getSelection().setBaseAndExtent(node, at, node, at + words.length);
			return;
		}
	}, words);
}

const HEAD = /^> Ola Nord, \d{1,2} \w+ \d{4}, \d\d:\d\d:\n>\n/;

for (const width of WIDTHS)
	check(`the button keeps the rules: ${width} px`, async () => {
		const page = await open({ width, height: 800 });
		const answer = await page.path(`/tickets/${mail("Rules")}`);
		const faults = [...await everyRule(page), ...await targetCheck(page), ...await markupCheck(await answer.text())];
		await closePage(page);
		return faults;
	});

check("what is selected becomes a quotation with who and when, by key", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("A part")}`);
	await select(page, "When can you come?");
	await page.waitForSelector("[data-quote]:has-text('Quote what is selected')");
	await page.keyboard.press("q");
	const text = await page.inputValue("#text-reply");
	expect(HEAD.test(text), text);
	expect(text.replace(HEAD, "") === "> When can you come?\n\n", text);
	expect(await page.evaluate(() => document.activeElement.id === "text-reply"), "and one writes on below it");
	await page.keyboard.type("Tomorrow.");
	await page.click("#panel-reply [data-preview]");
	await page.waitForSelector("#panel-reply .preview blockquote");
	await closePage(page);
});

check("without a selection the whole message is quoted where the cursor stands", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("The whole")}`);
	await page.fill("#text-reply", "Dear Ola,");
	await page.click("[data-quote]");
	const text = await page.inputValue("#text-reply");
	expect(/^Dear Ola,\n\n> Ola Nord/.test(text) && text.endsWith("> The tap drips.\n>\n> When can you come?\n\n"), text);
	await page.keyboard.press("q");
	expect((await page.inputValue("#text-reply")).endsWith("q"), "q is a letter in the text");
	await closePage(page);
});

check("from the note it goes to the reply, for it is the customer's", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("From the note")}?kind=note`);
	await page.click("[data-quote]");
	expect(await page.isVisible("#text-reply"), "the reply stands in front");
	expect(await page.inputValue("#text-note") === "", "the note is as it was");
	await closePage(page);
});

check("without a script the whole message goes below what was begun, once", async () => {
	const page = await openPage(browser, { javaScriptEnabled: false });
	await signIn(page, house.link(RASA));
	await page.goto(`${house.url}/tickets/${mail("No script")}`);
	for (let i = 0; i < 2; i++)
		await Promise.all([page.waitForNavigation(), page.click("[data-quote]")]);
	const text = await page.inputValue("#text-reply");
	expect(HEAD.test(text) && text.replace(HEAD, "").trim() === "> The tap drips.\n>\n> When can you come?", JSON.stringify(text));
	await closePage(page);
});
