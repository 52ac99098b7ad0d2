// To whom a message goes: the rows of the composer, the question before it leaves, and the forms
// that hand a message on or begin with a mail of ours.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openStaff, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const LETTER = {
	from: "Ola Nord <ola@example.net>", subject: "The tap drips", text: "It drips all night.",
	more: "Cc: Paulius <paulius@example.net>, bookkeeping-and-more@partner-with-a-long-name.example\r\n",
};
const number = house.mailIn(LETTER);
const asked = house.mailIn({ ...LETTER, subject: "Whom to ask about" });
const other = house.mailIn({ from: "Meena <meena@shop.example>", subject: "Other", text: "Hello" });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, RASA, options);
const FORWARD = 'a[href*="/forward?"]';

// The way of a hand: fills in, and is asked.
async function beAsked(page) {
	await page.path(`/tickets/${asked}`);
	await page.fill("#text-reply", "We come today.");
	await page.fill("#to-reply", "rasa@example.org");
	if (!await page.isVisible("#bcc-reply"))
		await page.click("#panel-reply .whom-more summary");
	await page.fill("#bcc-reply", "Meena <meena@shop.example>");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".stopbox");
}

for (const width of WIDTHS)
	check(`rows, question, forward and first mail keep the rules: ${width} px`, async () => {
		const page = await open({ width, height: 800 });
		const faults = [];
		const look = async what => {
			for (const fault of [...await everyRule(page, [/409/]), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
		};
		await page.path(`/tickets/${number}`);
		await page.focus("#text-reply");
		await look("rows");
		await page.uncheck(".person input[value*=paulius]");
		await look("one left out");
		await beAsked(page);
		await look("question");
		await page.path(`/tickets/${number}`);
		await page.path(await page.getAttribute(FORWARD, "href"));
		await look("forward");
		await page.path("/tickets/new?mail=1");
		await look("first mail");
		await closePage(page);
		return faults;
	});

check("the markup is right", async () => {
	const page = await open();
	const faults = [];
	await page.path(`/tickets/${number}`);
	const forward = await page.getAttribute(FORWARD, "href");
	for (const path of [`/tickets/${number}`, forward, "/tickets/new?mail=1"])
		faults.push(...await markupCheck(await (await page.path(path)).text()));
	await closePage(page);
	return faults;
});

check("the question stands in view, and one more press sends", async () => {
	const page = await open({ width: 320, height: 640 });
	await beAsked(page);
	expect(await page.evaluate(() => {
		const box = document.querySelector(".stopbox h2").getBoundingClientRect();
		return box.top >= 0 && box.bottom <= innerHeight;
	}), "it is seen without scrolling");
	const words = await page.textContent(".stopbox");
	for (const part of ["rasa@example.org", "An address of our own house", "Another customer", "Hidden copy"])
		expect(words.includes(part), part);
	await page.click("[data-send-button]");
	await page.waitForSelector(".msg-held");
	expect((await page.textContent(".msg-held")).includes("Hidden copy to meena@shop.example"), "staff see to whom");
	await closePage(page);
});

check("whom one ticks and types is kept like the text, also while the server is away", async () => {
	const page = await open();
	await page.path(`/tickets/${other}`);
	await page.focus("#text-reply");
	await page.click("#panel-reply .whom-more summary");
	await page.fill("#cc-reply", "boss@shop.example, at home");
	await page.fill("#text-reply", "Half a sentence");
	await page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	const second = await open();
	await second.path(`/tickets/${other}`);
	expect(await second.isChecked('.person input[value="boss@shop.example"]'), "an address became a tick");
	expect(await second.inputValue("#cc-reply") === "at home", "what is none stands in the field");
	await closePage(second);
	await page.path(`/tickets/${other}`);
	await page.route("**/draft", route => route.abort());
	await page.uncheck('.person input[value="boss@shop.example"]');
	await page.fill("#bcc-reply", "auditor@shop.example");
	await page.fill("#text-reply", "Half a sentence more");
	await page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Kept in this browser"));
	await page.unroute("**/draft");
	await page.path(`/tickets/${other}`);
	expect(!await page.isChecked('.person input[value="boss@shop.example"]'), "he is still left out");
	expect(await page.inputValue("#bcc-reply") === "auditor@shop.example", "and the hidden copy is there");
	await closePage(page);
});

check("who is too many for one mail stands there without a tick, and a line says so", async () => {
	const copies = Array.from({ length: 60 }, (_, i) => `p${i}@example.net`).join(", ");
	const page = await openStaff(browser, house, RASA, {});
	const answer = await page.path(`/tickets/${house.mailIn({ ...LETTER, more: `Cc: ${copies}\r\n` })}`);
	const ticks = await page.$$eval("#panel-reply .person input", all => all.map(one => one.checked));
	expect(ticks.filter(Boolean).length === 50, `${ticks.filter(Boolean).length} have a tick`);
	expect(ticks.length === 61, `${ticks.length} stand there`);
	expect((await page.innerText("#panel-reply .whom")).startsWith("11 people on this mail are left out"), "nobody says so");
	const faults = [...await everyRule(page), ...await markupCheck(await answer.text())];
	await closePage(page);
	return faults;
});

check("by keyboard alone one is left out and another is added", async () => {
	const page = await open();
	await page.path(`/tickets/${number}`);
	await page.focus(".person input[value*=paulius]");
	const before = await page.isChecked(".person input[value*=paulius]");
	await page.keyboard.press("Space");
	expect(await page.isChecked(".person input[value*=paulius]") !== before, "the space bar ticks");
	expect(await page.evaluate(() => {
		const group = document.activeElement.closest("[role=group]");
		return document.getElementById(group.getAttribute("aria-labelledby")).textContent === "Copy to";
	}), "a screen reader says in which row one is");
	await page.focus("#cc-reply");
	await page.keyboard.type("boss@example.net");
	await page.focus("#text-reply");
	await page.keyboard.type("Here.");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".msg-held");
	expect((await page.textContent(".msg-held")).includes("boss@example.net"), "added");
	await page.keyboard.press("Escape");
	await closePage(page);
});

check("a message is handed on, and its draft is kept until then", async () => {
	const page = await open();
	await page.path(`/tickets/${number}`);
	await page.path(await page.getAttribute(FORWARD, "href"));
	await page.fill("#to-forward", "boss@example.net");
	await page.fill("#f-text", `Look:\n${await page.inputValue("#f-text")}`);
	await page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	await page.reload();
	expect((await page.inputValue("#f-text")).startsWith("Look:"), "its draft is kept");
	await page.click("main [data-send-button]");
	await page.waitForSelector(".msg-held");
	expect((await page.locator(".msg-held").last().textContent()).includes("the customer cannot see it"), "it says so");
	await closePage(page);
});
