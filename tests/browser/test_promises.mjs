// Promises: proposed while one writes, ticked, seen on the ticket and in both lists, each one key away.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, openBrowser, openStaff, ready, shot, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });
const number = mail("The tap drips");

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, RASA, options);
const rows = "[data-guide] [data-said]";

async function typed(page, text) {
	await page.fill("#text-reply", text);
	await page.waitForFunction(said => document.querySelector(said) !== null, rows);
}

check("words that name a time propose it, and what was ticked and set stays while one writes on", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path(`/tickets/${number}`);
	await typed(page, "Hello Ola,\n\nI will call you back tomorrow at 3 pm.");
	expect(await page.$(`${rows} [name=promise]:checked`) === null, "nothing is promised silently");
	await page.click(`${rows} label`);
	await page.fill(`${rows} [name=promise_at]`, "2027-05-04T10:15");
	await page.fill("#text-reply", "Hello Ola,\n\nWe will send the part by Friday. I will call you back tomorrow at 3 pm.");
	await page.waitForFunction(said => document.querySelectorAll(said).length === 2, rows);
	const ticks = await page.$$eval(`${rows} [name=promise]`, it => it.map(one => `${one.value} ${one.checked}`).join());
	expect(ticks === "0 false,1 true", `the tick moves with its sentence: ${ticks}`);
	expect(await page.$$eval(`${rows} [name=promise_at]`, it => it[1].value) === "2027-05-04T10:15", "and so does its time");
	await shot(page, "guide-1440", false);
	await Promise.all([page.waitForNavigation(), page.click("[data-send-button]")]);
	const given = await page.$$eval(".given-text", it => it.map(one => one.textContent));
	expect(given.join() === "I will call you back tomorrow at 3 pm", `only that is promised: ${given}`);
	await shot(page, "given-1440", false);
	await closePage(page);
});

check("what was found for words that changed for a moment is shown when they are back", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path(`/tickets/${mail("For a moment")}`);
	let go;
	const gone = new Promise(done => { go = done; });
	const asked = new Promise(done => page.route("**/guide*", async route => {
		done();
		await gone;
		await route.continue();
	}));
	await page.fill("#text-reply", "I will call you back tomorrow at 3 pm.");
	await asked;
	await Promise.all([page.waitForResponse("**/guide*"), page.keyboard.type("x"), go()]);
	await page.waitForTimeout(100);
	await page.keyboard.press("Backspace");
	await page.waitForSelector(rows);
	await page.unrouteAll({ behavior: "wait" });
	await closePage(page);
});

check("on a telephone the hints on the wording stand below what is proposed, over the whole width", async () => {
	const page = await open({ width: 320, height: 900 });
	await page.path(`/tickets/${mail("The tap drips again")}`);
	await typed(page, "As per our SLA they will look at it. I will call you back tomorrow at 3 pm.");
	await page.waitForSelector(".guide-hints li");
	const [said, hints] = await page.$$eval(".guide-said, .guide-hints", it => it.map(one => one.getBoundingClientRect().toJSON()));
	expect(hints.top >= said.bottom, `they stand below: ${hints.top} and ${said.bottom}`);
	expect(said.width > 200 && hints.width > 200, `both have the width: ${said.width} and ${hints.width}`);
	await closePage(page);
});

check("both lists are one key away, and what is done leaves them", async () => {
	const page = await open({ width: 1440, height: 900 });
	await page.path(`/tickets/${number}`);
	await page.focus("#text-reply");
	await page.click("summary:text-is('Note a promise')");
	await page.fill("[name=promise_text]:not([type=hidden])", "I will look at the list today.");
	const soon = await page.evaluate(() => {
		const zone = document.documentElement.dataset.timezone;
		const at = ms => new Date(Date.now() + ms).toLocaleString("sv", { timeZone: zone }).slice(0, 16).replace(" ", "T");
		const today = at(0).slice(0, 10); // an hour before midnight its end, so that it is among those of today
		return at(60 * 60_000).startsWith(today) ? at(60 * 60_000) : `${today}T23:59`;
	});
	await page.fill("#promise-until", soon);
	await Promise.all([page.waitForNavigation(), page.click("button:text-is('Promise it')")]);
	await page.path("/inbox");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Shift+P")]);
	expect(new URL(page.url()).pathname === "/promises/team", "Shift P shows those at risk");
	expect((await page.textContent("main")).includes("I will look at the list today."), "it is there");
	await shot(page, "risk-1440", false);
	await ready(page);
	await Promise.all([page.waitForNavigation(), page.keyboard.press("p")]);
	expect(new URL(page.url()).pathname === "/promises", "P shows mine");
	await shot(page, "mine-1440", false);
	await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
	expect(!(await page.textContent("main")).includes("I will look at the list today."), "it has left");
	await closePage(page);
});

for (const width of WIDTHS)
	check(`the pages keep the rules: ${width} px`, async () => {
		const page = await open({ width, height: 800 });
		const faults = [];
		const look = async what => {
			await shot(page, `${what}-${width}`, false);
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
		};
		await page.path("/promises/team");
		await look("list");
		await page.path(`/tickets/${number}`);
		await page.focus("#text-reply");
		await typed(page, "I will call you back tomorrow at 3.");
		await look("ticket");
		await page.path(await page.getAttribute(".given-text", "href"));
		await look("promise");
		await closePage(page);
		return faults;
	});
