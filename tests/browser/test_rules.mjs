// Rules: made without a script, tried on the past, switched on; macros on a ticket, by the keyboard.
import test from "node:test";
import { House } from "./house.mjs";
import { check, closePage, everyRule, expect, openBrowser, openPage, openStaff, reloadUntil, shot, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(40);
const browser = await openBrowser();
const ADMIN = "admin@nordhome.example";
const RASA = house.staff("rasa@example.org", "Rasa Norvilė");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const pressed = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const chosen = async (page, field, value, button) => {
	await page.selectOption(field, value);
	await pressed(page, `button:has-text("${button}")`);
};

// As one who has no script: each row comes by sending the form.
async function make(page, path, name, rows) {
	await page.goto(house.url + path);
	await page.fill("#f-name", name);
	for (const [field, value, fill] of rows) {
		await chosen(page, field, value, field === "#f-new_condition" ? "Add the condition" : "Add the action");
		await fill?.();
	}
}

async function trigger(page, name) {
	await make(page, "/admin/rules/new?kind=trigger", name, [
		["#f-new_condition", "subject", () => page.fill("[name=c0_value]", "drips*, leak*")],
		["#f-new_condition", "channel", () => page.check("[name=c1_value][value=email]")],
		["#f-new_action", "priority", async () => {
			await page.selectOption("[name=a0_value]", "high");
			await page.fill("[name=a0_text]", "Water does harm while one waits.");
		}],
		["#f-new_action", "note", () => page.fill("[name=a1_text]", "Please ask where it drips.")],
	]);
}

check("a rule is made, tried and switched on without a script, and the ticket says why", async () => {
	const page = await openPage(browser, { width: 1440, javaScriptEnabled: false });
	await signIn(page, house.link(ADMIN));
	await trigger(page, "Water first");
	await pressed(page, ".form-acts button");
	expect(page.url().endsWith("/try"), "after the first saving one can try it");
	await pressed(page, "main button:has-text('Try it')");
	await reloadUntil(page, "main .chip:has-text('Done')");
	expect(await page.locator("text=Tickets looked at").count(), "the dry run says how many it looked at");
	const rule = page.url().replace("/try", "");
	const before = mail("It drips");
	await page.goto(`${house.url}/admin/rules`);
	await pressed(page, "button[aria-label='Switch on: Water first']");
	const number = mail("The pipe drips");
	await page.goto(`${house.url}/tickets/${number}`);
	await reloadUntil(page, "text=Water first");
	const words = await page.locator(".tl").innerText();
	expect(/version 1, because: A ticket comes in; Words of the subject: “drips\*”; Channel: E-mail/.test(words), `the history says why: ${words}`);
	expect(words.includes("Please ask where it drips."), "the note is there");
	await page.goto(`${house.url}/tickets/${before}`);
	expect(!await page.locator("text=Water first").count(), "what came before it was on stays as it was");
	await page.goto(rule);
	await page.fill("[name=c0_value]", "drip*");
	await pressed(page, ".form-acts button");
	await page.goto(`${rule}/versions`);
	expect(await page.locator("text=Version 2").count() && await page.locator("text=Go back to it").count(), "both versions are there");
	await closePage(page);
});

for (const [theme, width] of [["light", 1440], ["dark", 390]])
	check(`every screen of rules keeps the rules of pages: ${theme}, ${width} px`, async () => {
		const page = await openStaff(browser, house, ADMIN, { theme, width, height: 860 });
		const faults = [];
		const look = async what => {
			for (const fault of [...await everyRule(page, [/status of (422|409)/]), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
			await shot(page, `${what}-${theme}-${width}`);
		};
		await trigger(page, `Look ${width}`);
		await page.fill("[name=a0_text]", "");
		await pressed(page, ".form-acts button");
		await page.waitForSelector(".err");
		await look("rule-refused");
		await page.fill("[name=a0_text]", "Water does harm.");
		await pressed(page, ".form-acts button");
		await pressed(page, "main button:has-text('Try it')");
		await page.waitForSelector("#try-state .chip:has-text('Done')");
		await look("rule-try");
		await make(page, "/admin/rules/new?kind=timed", "Nobody wrote", [
			["#f-new_condition", "waits", () => page.check("[name=c0_value][value=us]")],
			["#f-new_action", "task", () => page.fill("[name=a0_text]", "Call the customer.")],
		]);
		await page.fill("#f-after", "4");
		await look("rule-timed");
		await pressed(page, ".form-acts button");
		await page.path("/admin/rules");
		await look("rules");
		await closePage(page);
		return faults;
	});

check("a macro is applied by the keyboard and taken back", async () => {
	const page = await openStaff(browser, house, RASA);
	const faults = [];
	await make(page, "/admin/rules/new?kind=macro", "Urgent, and mine", [
		["#f-new_action", "priority", async () => {
			await page.selectOption("[name=a0_value]", "urgent");
			await page.fill("[name=a0_text]", "The customer called.");
		}],
		["#f-new_action", "assign", () => page.selectOption("[name=a1_value]", { index: 0 })],
	]);
	await pressed(page, ".form-acts button");
	const number = mail("A kettle");
	await page.path(`/tickets/${number}`);
	await Promise.all([page.waitForNavigation(), page.keyboard.press("m")]);
	for (const fault of [...await everyRule(page), ...await targetCheck(page)])
		faults.push(fault);
	await shot(page, "macros");
	await pressed(page, "main button:has-text('Apply')");
	await page.waitForSelector(".toast:has-text('was applied')");
	expect((await page.locator(".tl").innerText()).includes("applied the macro “Urgent, and mine”, version 1"), "the history names the macro");
	await shot(page, "ticket-after-macro");
	await pressed(page, ".toast button:has-text('Undo')");
	expect((await page.locator(".tl").innerText()).includes("took that back"), "it is taken back");
	await closePage(page);
	return faults;
});

// What is urgent says why in its row, in each language to the end: a reason that is cut is none.
for (const language of ["en", "bn", "lt", "ta"])
	check(`what a rule read in the words is urgent, and says why, in lists and on the ticket: ${language}`, async () => {
		const number = house.mailIn({ from: `Ada Berg <ada.${language}@example.net>`, subject: `The van ${language}`, text: "We are stranded on the A1." });
		const faults = [];
		for (const width of [320, 1440]) {
			const page = await openStaff(browser, house, ADMIN, { width, height: 860 });
			await page.path("/me");
			await page.selectOption("[name=language]", language);
			await pressed(page, "main form:has([name=language]) .btn-p");
			await page.path("/inbox/all");
			await reloadUntil(page, `#q${number} .chip-danger`);
			const cut = await page.locator(`#q${number} .chip-danger > span`).evaluate(it =>
				it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight + 1);
			expect(!cut, `${width}: the whole reason is in the row`);
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`list ${width}: ${fault}`);
			await shot(page, `urgent-list-${language}-${width}`);
			await page.path(`/tickets/${number}`);
			expect(await page.locator(`form[action='/tickets/${number}/harm'] button`).count() === 2, "it asks whether it is so");
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`ticket ${width}: ${fault}`);
			await shot(page, `urgent-ticket-${language}-${width}`);
			await closePage(page);
		}
		return faults;
	});
