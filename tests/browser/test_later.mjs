// Sending at a chosen time: the choices, the reply that waits in the ticket, what stops it and who
// decides then; also without a script.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, openStaff, ready, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const TOMAS = house.staff("tomas@example.org", "Tomas Vaitkus");
const mail = (subject, more) => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night.", more });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = (who = RASA, options = {}) => openStaff(browser, house, who, options);
const pressed = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function schedule(page, number, text) {
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", text);
	await page.click("#panel-reply .later-more summary");
	await pressed(page, ".later-more button:has-text('Tomorrow morning')");
	await page.waitForSelector("#later .later");
}

// A field of a browser: "2026-11-30T08:15" by the clocks of the house.
function local(at) {
	const parts = Object.fromEntries(new Intl.DateTimeFormat("en-CA", {
		timeZone: "Europe/Vilnius", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
	}).formatToParts(at).map(it => [it.type, it.value]));
	return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

check("who goes back finds what he had begun, and not what he has sent", async () => {
	const page = await open();
	const number = mail("Back");
	const back = async () => {
		await page.goBack();
		await ready(page);
		return page.inputValue("#text-reply");
	};
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "We come on Monday.");
	await page.waitForFunction(() => document.querySelector("#panel-reply [data-draft-state]").textContent.trim());
	await page.path("/inbox");
	expect(await back() === "We come on Monday.", "the draft is there");
	await pressed(page, "[data-send-button]");
	expect(await back() === "", "what was sent is not");
	await closePage(page);
});

for (const width of WIDTHS)
	check(`the choices and what waits keep the rules: ${width} px`, async () => {
		const page = await open(RASA, { width, height: 800 });
		const faults = [];
		const look = async what => {
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
		};
		const number = mail(`Rules ${width}`);
		await page.path(`/tickets/${number}`);
		await page.focus("#text-reply");
		await page.click("#panel-reply .later-more summary");
		await look("choices");
		await schedule(page, number, "We come on **Monday**.");
		await page.reload();
		await look("waiting");
		await closePage(page);
		return faults;
	});

check("it waits in the ticket, two people see it, and nothing has left", async () => {
	const number = mail("Two see it");
	const page = await open();
	await schedule(page, number, "We come on Monday.");
	expect((await page.textContent(".toast")).includes("Your reply leaves tomorrow 08:00."), await page.textContent(".toast"));
	expect(await page.inputValue("#text-reply") === "", "the box is empty again");
	expect(!await page.isVisible(".msg-us"), "it is no message");
	await page.reload();
	expect(await page.inputValue("#text-reply") === "", "and stays so");
	const other = await open(TOMAS);
	const answer = await other.path(`/tickets/${number}`);
	const words = await other.textContent("#later");
	expect(words.includes("Rasa Petrauskienė") && words.includes("Leaves tomorrow 08:00"), words);
	const faults = await markupCheck(await answer.text());
	await pressed(other, "#later button:has-text('Do not send it')");
	await page.waitForFunction(() => !document.querySelector("#later .later"));
	await page.path(`/tickets/${number}`);
	expect(await page.inputValue("#text-reply") === "We come on Monday.", "it is her draft again");
	await closePage(other);
	await closePage(page);
	return faults;
});

check("the customer's word stops it, live, and she decides", async () => {
	const number = mail("A word", "References: <x@example.net>\r\n");
	const page = await open();
	await schedule(page, number, "We come on Monday.");
	house.mailIn({ from: "Ola Nord <ola@example.net>", subject: `Re: A word [#${number}]`, text: "It works again!" });
	await page.waitForSelector(".later-stopped");
	expect((await page.textContent(".later-stopped")).includes("Something new arrived meanwhile."), "it says why");
	await pressed(page, ".later-stopped button:has-text('Change')");
	expect(await page.inputValue("#text-reply") === "We come on Monday.", "the text is in the box");
	expect(!await page.isVisible(".later"), "and waits no more");
	await closePage(page);
});

check("at its time it leaves, and the ticket shows it without being loaded again", async () => {
	const calm = await House.start(5, "still");
	test.after(() => calm.stop());
	const number = calm.mailIn({ from: "Ola Nord <ola@example.net>", subject: "In ten minutes", text: "It drips." });
	const page = await openStaff(browser, calm, calm.staff("rasa@example.org", "Rasa Petrauskienė"));
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "Here it is.");
	await page.click("#panel-reply .later-more summary");
	await page.fill("#later-at", local(Date.now() + 600_000));
	await page.selectOption("#later-then", "wait");
	await pressed(page, ".later-more button:has-text('Send then')");
	await page.waitForSelector("#later .later");
	calm.wait(660_000);
	await page.waitForSelector(".msg-us:has-text('Here it is.')");
	await page.waitForFunction(() => !document.querySelector("#later .later"));
	expect((await page.textContent(".ticket-h")).includes("Waiting for the customer"), "and waits for him");
	await closePage(page);
});

check("Enter in the field of a time does not send at once", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Enter")}`);
	await page.fill("#text-reply", "Later, please.");
	await page.click("#panel-reply .later-more summary");
	await page.focus("#later-at");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	await page.waitForSelector("#later .later");
	expect(!await page.isVisible(".msg-us"), "nothing left");
	await closePage(page);
});

check("without a script a time is chosen, a past one is refused, and it can be sent now", async () => {
	const page = await openPage(browser, { javaScriptEnabled: false });
	await signIn(page, house.link(RASA));
	await page.goto(`${house.url}/tickets/${mail("No script")}`);
	await page.fill("#text-reply", "Here.");
	await page.click("#panel-reply .later-more summary");
	await page.fill("#later-at", "2020-01-01T08:00");
	await pressed(page, ".later-more button:has-text('Send then')");
	expect((await page.textContent("main")).includes("This time has passed."), "it says so");
	expect(await page.inputValue("#text-reply") === "Here.", "the text stands");
	await page.click("#panel-reply .later-more summary");
	await pressed(page, ".later-more button:has-text('Tomorrow morning')");
	await pressed(page, "#later button:has-text('Send now')");
	expect((await page.textContent(".msg-us")).includes("Here."), "it left");
	await closePage(page);
});
