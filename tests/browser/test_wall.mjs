// The wall: a story by the keyboard, thanks once, marks by buttons alone; every rule in both themes.
import test from "node:test";
import { House } from "./house.mjs";
import { THEMES, WIDTHS, check, closePage, everyRule, expect, holds, keep, openBrowser, openPage, openStaff, pressAll, shot, targetCheck } from "./lib.mjs";

const house = await House.start(150);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petraitė");
const INGRID = house.staff("ingrid@example.org", "Ingrid Lund", "supervisor");
const ADMIN = "admin@nordhome.example";
const EVE = house.staff("eve@example.org", "Eve Lund", "employee");

test.after(async () => {
	await browser.close();
	await house.stop();
});

// Who sees no ticket, and who has no script, hears no events: nothing to wait for.
const go = (page, path) => page.goto(`${house.url}${path}`);

check("a story is told and whoever works here reads it, thanks once and takes it back", async () => {
	const page = await openStaff(browser, house, RASA, { width: 1440, height: 900 });
	await page.path("/inbox");
	await Promise.all([page.waitForNavigation(), pressAll(page, "g", "w")]);
	expect(page.url().endsWith("/loop/wall"), page.url());
	await page.click("a[href='/loop/wall/new']");
	await page.fill("#f-title", "On the line until she was let in");
	await page.fill("#f-text", "Her son rang 861234567 from abroad. We stayed on the line until the door opened.");
	await holds(everyRule(page));
	await shot(page, "wall-story");
	await Promise.all([page.waitForNavigation(), page.click("main form .btn-p")]);
	const path = new URL(page.url()).pathname;
	expect(/rang •••/.test(await page.textContent(".voice-words")), "the number is hidden");
	expect(await page.$("main form[action$='/thank']") === null, "nobody thanks himself");
	await closePage(page);

	const eve = await openStaff(browser, house, EVE, { width: 1440, height: 900 });
	await go(eve, path);
	await Promise.all([eve.waitForNavigation(), eve.click("main form[action$='/thank'] button")]);
	expect(await eve.textContent("main form[action$='/unthank'] b") === "1", "one thank");
	await Promise.all([eve.waitForNavigation(), eve.click("main form[action$='/unthank'] button")]);
	expect(await eve.$("main form[action$='/thank'] b") === null, "taken back");
	await Promise.all([eve.waitForNavigation(), eve.click("main form[action$='/read'] button")]);
	expect(await eve.$("main form[action$='/read']") === null, "read once");
	await shot(eve, "wall-entry");
	await closePage(eve);
});

check("what can be done on the wall stands in one line beside its name", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 1440, height: 900 });
	await page.path("/loop/wall");
	const lines = await page.$$eval(".board-h > h1, .board-h a", all => all.map(it => {
		const box = it.getBoundingClientRect();
		return Math.round((box.top + box.bottom) / 2 / 10);
	}));
	expect(lines.length === 5 && new Set(lines).size === 1, `one line: ${lines}`);
	await closePage(page);
});

check("looking marks nothing, and the button marks what stood there", async () => {
	const page = await openStaff(browser, house, EVE, { width: 1440, height: 900 });
	const unread = () => page.$$eval(".voice .chip-accent", it => it.length);
	await go(page, "/loop/wall");
	const before = await unread();
	await go(page, "/loop/wall");
	expect(await unread() === before && before > 3, `${before} are new`);
	await Promise.all([page.waitForNavigation(), page.click("form[action='/loop/wall/read'] button")]);
	expect(await unread() === 0, "none of this page is new");
	await closePage(page);
});

check("without a script the wall works, and the screen asks for itself anew", async () => {
	const page = await openStaff(browser, house, EVE, { width: 1440, height: 900, javaScriptEnabled: false });
	await go(page, "/loop/wall");
	await page.selectOption("#f-show", "bad");
	await Promise.all([page.waitForNavigation(), page.click(".filters .btn")]);
	expect(await page.$(".vote-good") === null && await page.$(".vote-bad") !== null, "only what is bad");
	await go(page, "/loop/wall/tv");
	expect((await page.$$(".voice-tv")).length === 4, "four at a time");
	await closePage(page);
});

check("a meeting opens with what customers said, decides, and prints it", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 1440, height: 900 });
	await page.path("/loop/sheets");
	await page.fill("#f-title", "Monday round");
	await Promise.all([page.waitForNavigation(), page.click("main form .btn-p")]);
	expect(/let in/.test(await page.inputValue("#f-good")) || /stayed on the line/.test(await page.inputValue("#f-good")),
		"the story of the wall stands in it");
	await page.fill("#f-cause", "ஒரே கட்டணம் இரண்டு முறை எடுக்கப்பட்டது.\nকেউ আগের কথা জানতেন না।");
	await Promise.all([page.waitForNavigation(), page.click("main form[action$='sheets/" + page.url().split("/").pop() + "'] .btn-p")]);
	await page.fill("#f-decision", "Call each of them before Friday");
	await page.selectOption("#f-owner", { label: "Rasa Petraitė" });
	await page.fill("#f-due", new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10));
	await Promise.all([page.waitForNavigation(), page.click("main form[action$='/decisions'] .btn")]);
	expect(/Call each of them/.test(await page.textContent(".sheet-decisions")), "it is written down");
	await holds(everyRule(page));
	await shot(page, "sheet-1440");
	const path = new URL(page.url()).pathname;
	const paper = await page.request.get(`${house.url}${path}/paper`);
	const bytes = await paper.body();
	expect(paper.headers()["content-type"] === "application/pdf" && bytes.subarray(0, 5).toString() === "%PDF-", "a PDF");
	keep("sheet.pdf", bytes);
	await page.path("/loop/sheets");
	await holds(everyRule(page));
	await page.path("/loop");
	expect(await page.$("#col-share") !== null, "the board has its last column");
	await holds(everyRule(page));
	await shot(page, "loop-1440");
	await closePage(page);

	const small = await openStaff(browser, house, RASA, { width: 390, height: 900, theme: "dark" });
	await small.path(path);
	expect(await small.$("#f-good") === null, "who may not write reads");
	await holds(everyRule(small));
	await shot(small, "sheet-390");
	await Promise.all([small.waitForNavigation(), small.click("main form[action$='/done'] button")]);
	expect(/Done/.test(await small.textContent(".sheet-decisions")), "its person says that it is done");
	await closePage(small);
});

check("an answer is erased without a script, by a page that says first what goes", async () => {
	const page = await openStaff(browser, house, ADMIN, { width: 320, height: 640, theme: "dark" });
	await page.path("/loop/figures");
	await page.path(await page.locator("main h2 a", { hasText: "After an order" }).getAttribute("href"));
	await holds(everyRule(page));
	expect(await page.$$eval("main td.nowrap", all => all.length > 0 && all.every(it => it.scrollHeight < 60)), "a figure stays in one line");
	const erase = await page.locator("main li a[href$='/erase']").first().getAttribute("href");
	const words = await page.locator("main li", { has: page.locator(`a[href='${erase}']`) }).locator("[lang]").textContent();
	const left = await page.locator("main li", { hasText: words }).count();
	await page.path(erase);
	await holds(everyRule(page));
	await holds(targetCheck(page));
	await shot(page, "answer-erase-320");
	await page.path("/customers");
	const customer = await page.locator("main a[href^='/customers/']").first().getAttribute("href");
	await page.path(`${customer}/answers`);
	await holds(everyRule(page));
	await shot(page, "customer-answers-320");
	await page.path("/admin/surveys");
	await page.path(`${await page.locator("main a", { hasText: "In the shop" }).first().getAttribute("href")}/poster`);
	await holds(everyRule(page));
	await shot(page, "poster-320");
	await closePage(page);

	const plain = await openStaff(browser, house, ADMIN, { width: 1440, height: 900, javaScriptEnabled: false });
	await go(plain, erase);
	await Promise.all([plain.waitForNavigation(), plain.click("main form .btn-d")]);
	expect(plain.url().endsWith("/results"), plain.url());
	expect(await plain.locator("main li", { hasText: words }).count() === left - 1, "one of these words is gone");
	expect((await plain.goto(house.url + erase)).status() === 404, "it is as if it had never been there");
	await closePage(plain);
});

check("who answers anonymously in Tamil on a phone reads his words below the title, not above it in size", async () => {
	const admin = await openStaff(browser, house, ADMIN, { width: 1440, height: 900 });
	await admin.path("/admin/surveys");
	await admin.path(await admin.locator("main a", { hasText: "In the shop" }).first().getAttribute("href"));
	const asked = /\/s\/[\w-]+/.exec(await admin.locator("main a[href*='/s/']").first().getAttribute("href"))[0];
	await closePage(admin);
	const page = await openPage(browser, { width: 320, height: 640, theme: "dark" });
	await go(page, `/ta${asked}`);
	await holds(everyRule(page));
	await page.locator(".survey label", { hasText: "2" }).first().click();
	await page.fill(".survey textarea", "வரிசை நீளமாக இருந்தது; யாரும் காரணம் சொல்லவில்லை.");
	await Promise.all([page.waitForNavigation(), page.click("main form .btn-p")]);
	expect(/\/talk\//.test(page.url()), page.url());
	const size = it => page.$eval(it, one => parseFloat(getComputedStyle(one).fontSize));
	expect(await size("main h2.lbl") < await size("main h1"), "a label is smaller than the title");
	await holds(everyRule(page));
	await shot(page, "talk-ta-320");
	await closePage(page);
});

check("the pages hold every rule in both themes at three widths", async () => {
	for (const theme of THEMES)
		for (const width of WIDTHS) {
			const look = await openStaff(browser, house, RASA, { width, height: 900, theme });
			for (const path of ["/loop/wall", "/loop/wall/new"]) {
				await look.path(path);
				await holds(everyRule(look));
				await holds(targetCheck(look));
				expect(await look.evaluate(it => matchMedia(`(prefers-color-scheme: ${it})`).matches, theme),
					`its picture is ${theme}`);
				if (path === "/loop/wall")
					await shot(look, `wall-${theme}-${width}`);
			}
			await closePage(look);
		}
	const screen = await openStaff(browser, house, RASA, { width: 1920, height: 1080 });
	await go(screen, "/loop/wall/tv");
	await holds(everyRule(screen));
	await shot(screen, "wall-tv");
	await closePage(screen);
});
