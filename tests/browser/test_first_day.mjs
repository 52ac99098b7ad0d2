// What somebody stumbled over on the first day with Hark, tried again in a real browser.
import test from "node:test";
import { House } from "./house.mjs";
import { check, closePage, everyRule, openBrowser, openPage, openStaff, signIn } from "./lib.mjs";

const house = await House.start(30);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.net", "Rasa Petrauskienė");
const BENGALI = { from: "=?utf-8?B?4Kar4Ka+4Kak4Ka/4Kau4Ka+?= <fatima@example.net>", subject: "The machine leaks", text: "ওয়াশিং মেশিন থেকে পানি পড়ছে, মেঝে ভিজে গেছে। এখন কী করব?" };
const TAMIL = { from: "=?utf-8?B?4K6u4K+A4K6p4K6+?= <meena@example.net>", subject: "The machine leaks too", text: "சலவை இயந்திரத்திலிருந்து தண்ணீர் கசிகிறது. என்ன செய்ய வேண்டும்?" };
const numbers = { bn: house.mailIn(BENGALI), ta: house.mailIn(TAMIL) };

test.after(async () => {
	await browser.close();
	await house.stop();
});

// The fonts that the letters of this element are really drawn with.
async function fontsOf(page, selector) {
	const debug = await page.context().newCDPSession(page);
	await page.evaluate(() => document.fonts.ready);
	await debug.send("DOM.enable");
	await debug.send("CSS.enable");
	const { root } = await debug.send("DOM.getDocument");
	const { nodeId } = await debug.send("DOM.querySelector", { nodeId: root.nodeId, selector });
	const { fonts } = await debug.send("CSS.getPlatformFontsForNode", { nodeId });
	await debug.detach();
	return fonts.map(it => it.familyName).join(", ");
}

async function chooseLanguage(page, code) {
	await page.goto(`${house.url}/me`);
	await page.selectOption("select[name=language]", code);
	await Promise.all([page.waitForNavigation(), page.locator("form:has(select[name=language]) .btn-p").first().click()]);
}

for (const [reader, writer, family] of [["ta", "bn", "Noto Sans Bengali"], ["bn", "ta", "Noto Sans Tamil"]])
	check(`names in the letters of ${writer} are read in an interface of ${reader}`, async () => {
		const page = await openPage(browser);
		const faults = [];
		await signIn(page, house.link(RASA));
		await chooseLanguage(page, reader);
		await page.goto(`${house.url}/tickets/${numbers[writer]}?in=all`);
		await page.waitForTimeout(1000); // what is live settles
		for (const selector of [".q[aria-current] .who", ".c360 h2 a", "#tab-reply", ".msg .bub-h b", ".msg .ava"]) {
			const fonts = await fontsOf(page, selector);
			if (!fonts.includes(family))
				faults.push(`${selector}: ${fonts}`);
		}
		await closePage(page);
		return faults;
	});
