// The control centre: live without moving what one points at, paused, lists behind the figures, a screen on a wall.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, openBrowser, openPage, openStaff, pressAll, shot, targetCheck } from "./lib.mjs";

const house = await House.start(40);
const browser = await openBrowser();
const INGRID = house.staff("ingrid@example.org", "Ingrid Lund", "supervisor");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, INGRID, options);
const waitingNow = page => page.$eval("#board-waiting dd", it => Number(it.textContent.replace(/\D/g, "")));

async function isLive(page) {
	await page.waitForFunction(() => /Live/.test(document.querySelector("#board-stamp").textContent));
}

check("a mail that comes in is on the screen within two seconds, and nobody reloads", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path("/control");
	await isLive(page);
	// What else works on the machine may hold up one of them, but not each.
	const took = [];
	while (took.length < 5 && !(took.at(-1) < 2000)) {
		const before = await waitingNow(page);
		mail("The tap drips");
		const begun = Date.now();
		await page.waitForFunction(count => Number(document.querySelector("#board-waiting dd").textContent) === count + 1,
			before, { polling: 50 });
		took.push(Date.now() - begun);
	}
	expect(took.at(-1) < 2000, `after ${took} ms`);
	await shot(page, "control-1440");
	await closePage(page);
});

check("paused it stays as it is, and going on brings what was missed", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path("/control");
	await isLive(page);
	const before = await waitingNow(page);
	await page.click("#board-pause");
	mail("The tap drips more");
	await page.waitForTimeout(2000);
	expect(await waitingNow(page) === before, "nothing changed while paused");
	expect(/Paused/.test(await page.textContent("#board-stamp")), "it says so");
	await page.click("#board-pause");
	await page.waitForFunction(count => Number(document.querySelector("#board-waiting dd").textContent) === count + 1, before);
	await closePage(page);
});

check("an answer that the stream overtook does not bring back what was", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path("/control");
	await isLive(page);
	const before = await waitingNow(page);
	const again = new URL(await page.getAttribute("#board", "data-again"), house.url).href;
	let go;
	const gone = new Promise(done => { go = done; });
	const here = new Promise(done => page.route(again, async route => {
		const response = await route.fetch();
		done();
		await gone;
		await route.fulfill({ response });
	}));
	await page.click("#board-pause");
	await page.click("#board-pause");
	await here;
	mail("The tap drips meanwhile");
	await page.waitForFunction(count => Number(document.querySelector("#board-waiting dd").textContent) === count + 1, before);
	await Promise.all([page.waitForResponse(again), go()]);
	await page.waitForTimeout(500);
	expect(await waitingNow(page) === before + 1, "the newer figure stays");
	await page.unrouteAll({ behavior: "wait" });
	await closePage(page);
});

check("rows keep their place while one points at them, and come when one leaves", async () => {
	const page = await open({ width: 1440, height: 1000 });
	await page.path("/control");
	await isLive(page);
	await page.hover("#board-people li");
	const people = () => page.$$eval("#board-people li b", it => it.map(one => one.textContent).join());
	const before = await people();
	house.staff("aaron@example.org", "Aaron Aas");
	mail("A third one");
	await page.waitForTimeout(2500);
	expect(await people() === before, "nobody came in under the pointer");
	await page.mouse.move(2, 2);
	await page.waitForFunction(() => /Aaron Aas/.test(document.querySelector("#board-people").textContent));
	await closePage(page);
});

check("a figure leads to its tickets by the keyboard, and back", async () => {
	const page = await open({ width: 1440, height: 900 });
	await page.path("/inbox");
	await Promise.all([page.waitForNavigation(), pressAll(page, "g", "b")]);
	await page.focus("#board-waiting a");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	expect(page.url().endsWith("/control/tickets?show=waiting"), page.url());
	expect((await page.$$("main .q")).length > 0, "tickets stand there");
	await shot(page, "control-list-1440");
	await closePage(page);
});

check("the pages hold every rule in both themes at three widths, and on the wall", async () => {
	const page = await open({ width: 1440, height: 900 });
	await page.path("/control/walls/new");
	await page.fill("#f-name", "Hall, first floor");
	await Promise.all([page.waitForNavigation(), page.click("main form .btn-p")]);
	await shot(page, "control-wall-detail");
	const wall = (await page.$eval("main a[href*='/wall/']", it => it.href)).replace(/^.*\/wall\//, "/wall/");
	await closePage(page);
	const faults = [];
	for (const width of WIDTHS) {
		const look = await open({ width, height: 900 });
		for (const path of ["/control", "/control/tickets?show=broken", "/control/walls"]) {
			await look.path(path);
			for (const fault of [...await everyRule(look), ...await targetCheck(look)])
				faults.push(`${path} ${width}: ${fault}`);
			if (path === "/control")
				await shot(look, `control-${width}`);
		}
		await closePage(look);
	}
	const screen = await openPage(browser, { width: 1920, height: 1080 });
	await screen.goto(`${house.url}${wall}`);
	await isLive(screen);
	for (const fault of await everyRule(screen))
		faults.push(`the wall: ${fault}`);
	await shot(screen, "control-wall");
	await closePage(screen);
	return faults;
});
