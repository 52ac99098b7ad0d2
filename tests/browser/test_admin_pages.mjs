// The pages of administrators about mail, in both themes and three widths: what was kept back, what
// did not leave, what was stopped. And what a standard would have meant, in Tamil on a telephone.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openStaff, reloadUntil, targetCheck } from "./lib.mjs";

const house = await House.start(20);
const browser = await openBrowser();
const ADMIN = "admin@nordhome.example";
const RASA = house.staff("rasa@example.net", "Rasa Petrauskienė");

test.after(async () => {
	await browser.close();
	await house.stop();
});

async function send(page, selector = "main form button") {
	await Promise.all([page.waitForNavigation(), page.locator(selector).last().click()]);
}

// What makes each page show something.
async function makeTrouble() {
	const page = await openStaff(browser, house, ADMIN);
	await page.path("/admin/mailboxes");
	await page.path(await page.locator('main td a[href^="/admin/mailboxes/"]').first().getAttribute("href"));
	await page.fill("[name=spam_limit]", "5");
	await page.check("[name=takes_plus]");
	await send(page);
	for (let i = 0; i < 2; i++)
		house.mailIn({ from: "Eve <eve@example.org>", subject: `Cheap kettles ${i}`, text: "Buy now, buy ten.", more: "X-Spam-Score: 12\r\n" });
	await closePage(page);

	const number = house.mailIn({ from: "Ola <ola@example.net>", subject: "The tap drips", text: "It drips all night." });
	const staff = await openStaff(browser, house, RASA);
	await staff.path(`/tickets/${number}`);
	await staff.fill("#text-reply", "We are coming tomorrow.");
	await staff.click("#panel-reply [data-send-button]");
	await staff.waitForSelector(".msg-us");
	await closePage(staff);
	for (let i = 0; i < 4; i++) {
		house.mailIn({ from: "Desk <desk@example.org>", subject: `We got it ${i}`, text: "Thank you for writing to us." });
		if (i < 3) // the fourth is not answered any more
			await house.mailTo("desk@example.org", `We got it ${i}`);
	}
	const reply = await house.mailTo("ola@example.net", "We are coming tomorrow.");
	house.mailIn({ from: "MAILER-DAEMON@example.net", subject: `Undelivered [#${number}]`,
		text: "<ola@example.net>: user unknown (5.1.1)", more: `In-Reply-To: <${/^Message-ID:\s*<(.*?)>/im.exec(reply)[1]}>\r\n` });
	const boss = await openStaff(browser, house, ADMIN);
	await boss.path("/admin/alarms");
	await reloadUntil(boss, 'main td a[href^="/admin/alarms/"]');
	await closePage(boss);
	return number;
}

const number = await makeTrouble();
const admin = await openStaff(browser, house, ADMIN);

async function first(list) {
	await admin.path(list);
	return admin.locator(`main td a[href^="${list.split("?")[0]}/"]`).first().getAttribute("href");
}

const PAGES = ["/admin", "/admin/harm", "/admin/questions", "/admin/questions/service", "/admin/questions/service/place", "/admin/ledger", "/admin/ledger?outcome=quarantine&since=2020-01-01", await first("/admin/ledger?outcome=quarantine"),
	"/admin/outbox", await first("/admin/outbox"), "/admin/alarms", await first("/admin/alarms"), "/admin/mailboxes/new",
	"/admin/organisation", "/admin/standards", await first("/admin/standards"), "/admin/standards/rules/new",
	"/admin/standards/apology", await first("/admin/calendars"), `/tickets/${number}`];
await closePage(admin);

for (const width of WIDTHS)
	check(`every page about mail keeps the rules: ${width} px`, async () => {
		const page = await openStaff(browser, house, ADMIN, { width, height: 800 });
		const faults = [];
		for (const path of PAGES) {
			await page.path(path);
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`${path}: ${fault}`);
		}
		await closePage(page);
		return faults;
	});

check("the markup is right", async () => {
	const page = await openStaff(browser, house, ADMIN);
	const faults = [];
	for (const path of PAGES) {
		const answer = await page.path(path);
		for (const fault of await markupCheck(await answer.text()))
			faults.push(`${path}: ${fault}`);
	}
	await closePage(page);
	return faults;
});

check("an administrator releases what was kept back, sends again, and settles an alarm", async () => {
	const page = await openStaff(browser, house, ADMIN);
	const press = async (list, words) => {
		await page.path(list);
		await page.path(await page.locator(`main td a[href^="${list.split("?")[0]}/"]`).first().getAttribute("href"));
		await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: words, exact: true }).click()]);
		return page.textContent("main");
	};
	expect((await press("/admin/ledger?outcome=quarantine", "This is a customer")).includes("New ticket"), "it has a ticket now");
	expect((await press("/admin/outbox", "It is done")).includes("All mail has left."), "nothing is in trouble any more");
	expect((await press("/admin/alarms", "It is seen to")).includes("Seen to"), "the alarm is settled");
	await page.path("/admin/ledger?outcome=quarantine");
	expect((await page.textContent("main")).includes("1 kept for a person"), "one is left");
	await closePage(page);
	return [];
});

check("an agent says that an address works again", async () => {
	const page = await openStaff(browser, house, RASA);
	await page.path(`/tickets/${number}`);
	expect((await page.textContent("body")).includes("does not work"), "the ticket says that mail comes back");
	await page.path(await page.locator('a[href^="/customers/"]').first().getAttribute("href"));
	const faults = [...await everyRule(page), ...await targetCheck(page)];
	await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "It works again" }).click()]);
	expect(!(await page.textContent("main")).includes("does not work"), "the mark is gone");
	await closePage(page);
	return faults;
});

check("what a standard would have meant can be read in Tamil on a telephone", async () => {
	const page = await openStaff(browser, house, ADMIN, { width: 320 });
	await page.path("/me");
	await page.selectOption("[name=language]", "ta");
	await Promise.all([page.waitForNavigation(), page.click("form:has([name=language]) button")]);
	await page.path("/admin/standards");
	const links = await page.$$eval("main a", it => it.map(one => one.getAttribute("href")));
	await page.path(links.find(one => /^\/admin\/standards\/\d+$/.test(one)));
	await page.fill("[name=first_answer]", "2 மணிநேரம்");
	await Promise.all([page.waitForNavigation(), page.click("[formaction$=try]")]);
	const widths = await page.$$eval(".kv dd", it => it.map(one => Math.round(one.getBoundingClientRect().width)));
	expect(widths.length > 2 && Math.min(...widths) > 100, `no value is squeezed: ${widths}`);
	expect((await everyRule(page)).length === 0, "and the page keeps the rules");
	await closePage(page);
});
