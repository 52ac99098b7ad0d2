// A complaint from one click to the customer's answer, by keyboard and by click, and all its pages by every rule.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, holds, openBrowser, openPage, openStaff, shot, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(60);
const browser = await openBrowser();
const ADMIN = "admin@nordhome.example";
const number = house.mailIn({ from: "Ola Nord <ola@example.net>", subject: "The tap drips", text: "It drips, and nobody answers." });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const go = (page, work) => Promise.all([page.waitForNavigation(), work]);

async function decide(page) {
	await page.fill("#f-remedy", "A new tap");
	await go(page, page.click("#receipt .btn-p"));
	await page.selectOption("#f-severity", "minor");
	await page.selectOption("#f-complexity", "simple");
	await page.selectOption("#f-impact", "one");
	await go(page, page.click("#assessment .btn-p"));
	await page.selectOption("#f-outcome", "accepted");
	await page.fill("#f-reasons", "The tap was old.");
	await page.fill("#f-remedies", "You get a new one.");
	await go(page, page.click("#decision .btn-p"));
}

check("one click makes a message a complaint, and what is missing leads to where it is filled in", async () => {
	const page = await openStaff(browser, house, ADMIN, { width: 1440, height: 1000 });
	await page.path("/admin/complaints/people/new");
	await page.selectOption("#f-staff", { label: "admin" });
	await page.fill("#f-training", "A course");
	await page.fill("#f-until", "2030-01-01");
	await go(page, page.click(".form .btn-p"));
	await page.path(`/tickets/${number}`);
	await shot(page, "suspected");
	await go(page, page.click(".msg button:text-is('This is also a complaint')"));
	expect(new URL(page.url()).pathname === `/tickets/${number}/complaint`, "its page opens");
	const first = await page.getAttribute("#next + ol a", "href");
	await page.focus("#next + ol a");
	await Promise.all([page.waitForURL(url => url.href.endsWith(first)), page.keyboard.press("Enter")]);
	expect(await page.$("#receipt:target") !== null, "the keyboard goes there");
	await decide(page);
	await go(page, page.click("#letter button"));
	const text = await page.inputValue("#text-reply");
	expect(text.includes("The tap was old.") && text.includes("You get a new one."), "the letter has both");
	await go(page, page.click("[data-send-button]"));
	await page.path(`/tickets/${number}`);
	expect((await page.textContent("main")).includes("Complaint: Decided"), "the ticket says so");
	await shot(page, "ticket");
	await closePage(page);
});

check("what is typed in one part stays when another part is saved", async () => {
	const page = await openStaff(browser, house, ADMIN, { width: 1440, height: 900 });
	const other = house.mailIn({ from: "Ada Nord <ada@example.net>", subject: "The lamp", text: "It is dark, and I am fed up." });
	await page.path(`/tickets/${other}`);
	await go(page, page.click(".msg button:text-is('This is also a complaint')"));
	await page.fill("#f-remedy", "A new lamp");
	await page.check("[name=safety]");
	await page.fill("#f-evidence", "The cable was cut.");
	await go(page, page.click("#examination form[action$=evidence] .btn"));
	expect(await page.inputValue("#f-remedy") === "A new lamp", "what the customer wants");
	expect(await page.isChecked("[name=safety]"), "what was ticked");
	expect(await page.inputValue("#f-evidence") === "", "what was sent is there no more");
	// Where it is not right the page comes back too.
	await page.fill("#f-reasons", "The lamp was broken.");
	await go(page, page.click("#assessment .btn-p"));
	expect(await page.inputValue("#f-remedy") === "A new lamp" && await page.inputValue("#f-reasons") === "The lamp was broken.", "all of it");
	await go(page, page.click("#receipt .btn-p"));
	expect(await page.inputValue("#f-remedy") === "A new lamp" && await page.inputValue("#f-reasons") === "The lamp was broken.", "what was saved, and what was not");
	// Elsewhere it does not come back to somebody who thinks that it is gone.
	page.on("dialog", dialog => dialog.accept());
	await page.path(`/tickets/${other}`);
	await page.path(`/tickets/${other}/complaint`);
	expect(await page.inputValue("#f-reasons") === "", "who leaves the page has left it");
	await closePage(page);
});

check("four promised times leave the conversation room, and what is unfolded stays so", async () => {
	const page = await openStaff(browser, house, ADMIN, { width: 1440, height: 900 });
	await page.path("/admin/standards");
	await go(page, page.click("a:text-is('Answer within 4 hours')"));
	await page.fill("[name=resolve]", "48 h");
	await page.fill("[name=reason]", "It has an end.");
	await go(page, page.click(".form .btn-p"));
	const other = house.mailIn({ from: "Ida Nord <ida@example.net>", subject: "The door creaks", text: "It creaks, and nobody answers." });
	await page.path(`/tickets/${other}`);
	await go(page, page.click(".msg button:text-is('This is also a complaint')"));
	await page.path(`/tickets/${other}`);
	const room = await page.evaluate(() => document.querySelector(".tl").clientHeight);
	expect(room >= 280, `the conversation has ${room} px`);
	expect(await page.locator(".ticket-h .sla >> nth=0").locator("> div").count() === 3, "three stand in a row");
	const summary = await page.innerText(".fold > summary");
	expect(/^More promised times: [1-9]$/.test(summary), `the summary counts the others: ${summary}`);
	expect(!await page.isVisible(".fold .sla"), "they are folded away");
	await page.focus(".fold > summary");
	await page.keyboard.press("Enter");
	expect((await page.innerText(".fold")).includes("Answer within 4 hours"), "the keyboard unfolds them, and by which standard");
	await holds(everyRule(page));
	house.mailIn({ from: "Ida Nord <ida@example.net>", subject: `Re: The door creaks [#${other}]`, text: "It creaks still." });
	await page.waitForSelector(".msg >> nth=1");
	await page.waitForTimeout(500);
	expect(await page.isVisible(".fold .sla"), "news of the ticket fold nothing");
	await shot(page, "four-clocks", false);
	await closePage(page);
});

for (const width of WIDTHS)
	check(`the pages keep the rules: ${width} px`, async () => {
		const page = await openStaff(browser, house, ADMIN, { width, height: 800 });
		const faults = [];
		const look = async (what, one = page) => {
			await shot(one, `${what}-${width}`);
			for (const fault of [...await everyRule(one), ...await targetCheck(one)])
				faults.push(`${what}: ${fault}`);
		};
		const pages = { list: "/complaints", year: "/complaints/review", one: `/tickets/${number}/complaint`,
			admin: "/admin/complaints", people: "/admin/complaints/people", person: "/admin/complaints/people/new", laws: "/admin/legal", law: "/admin/legal/lt-trader",
			steps: "/admin/steps", "steps-of": "/admin/steps/order", step: `/tickets/${number}/steps` };
		for (const [what, path] of Object.entries(pages)) {
			await page.path(path);
			await look(what);
		}
		await closePage(page);
		const customer = await openPage(browser, { width, height: 800 });
		await signIn(customer, house.link("ola@example.net"));
		for (const [what, path] of [["mine", `/my/requests/${number}`], ["how", "/complain"], ["how-bn", "/bn/complain"]]) {
			await customer.goto(`${house.url}${path}`);
			await look(what, customer);
		}
		await closePage(customer);
		return faults;
	});
