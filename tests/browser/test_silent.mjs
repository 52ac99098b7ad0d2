// Who fell silent, on a phone: somebody calls, notes a try and what came of it; every rule.
import test from "node:test";
import { House } from "./house.mjs";
import { check, closePage, everyRule, expect, holds, openBrowser, openStaff, shot, targetCheck } from "./lib.mjs";

const house = await House.start(400, "still");
const browser = await openBrowser();
const INGRID = house.staff("ingrid@example.org", "Ingrid Lund", "supervisor");

test.after(async () => {
	await browser.close();
	await house.stop();
});

async function press(page, what) {
	await Promise.all([page.waitForNavigation(), page.click(what)]);
}

// What a page says for a moment at its top is gone then.
async function again(page) {
	const { pathname, search } = new URL(page.url());
	await page.path(pathname + search);
}

check("who fell silent is called on a phone, and the try and the end are noted", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 390, height: 900, theme: "dark" });
	await page.path("/loop/silent");
	await press(page, "main form[action$='/take'] button");
	await again(page);
	await holds(everyRule(page));
	await holds(targetCheck(page));
	await shot(page, "silent-call-390");
	await press(page, "#tried-form button");
	expect(await page.$("#errors") !== null, "how is asked for");
	await holds(everyRule(page, [/422/]));
	page.faults.length = 0;
	await page.fill("#f-tried", "No answer at noon");
	await press(page, "#tried-form button");
	expect(/No answer at noon/.test(await page.textContent(".loop-log")), "the try stands there");
	await page.check("#end-form input[value='wish']");
	await page.fill("#f-ended", "It drips again.");
	await press(page, "#end-form .btn-p");
	expect(/Spoken to: 1/.test(await page.textContent("main")), "what calls told");
	await again(page);
	await holds(everyRule(page));
	await shot(page, "silent-told-390");
	await closePage(page);
});
