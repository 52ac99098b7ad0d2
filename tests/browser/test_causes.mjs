// Causes from a theme's or an answer's page to what was done, and the customer's own pages of the
// loop: every rule at three widths, in both themes, in his language, and by the keyboard.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, holds, openBrowser, openPage, openStaff, shot, targetCheck } from "./lib.mjs";

const HOUR = 3_600_000;
const house = await House.start(60, "still");
const browser = await openBrowser();
const INGRID = house.staff("ingrid@example.org", "Ingrid Lund", "supervisor");
const ANN = house.staff("ann@example.org", "Ann Moss", "manager");

test.after(async () => {
	await browser.close();
	await house.stop();
});

async function press(page, what) {
	await Promise.all([page.waitForNavigation(), page.click(what)]);
}

check("from an answer to its cause, its whys, an action and the letter, step by step", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 1440, height: 900 });
	await page.path("/loop");
	await press(page, "[id^='answer-'] a[href^='/loop/answers/']");
	await press(page, "main a[href^='/loop/causes/new?response=']");
	await holds(everyRule(page));
	await shot(page, "cause-new");
	await page.selectOption("#f-cause", "0");
	await page.fill("#f-name", "Stories are told twice");
	await press(page, "main form .btn-p");
	const cause = new URL(page.url()).pathname;
	expect(/1 person said this/.test(await page.textContent("main")), "one person");
	await page.fill("#f-why1", "Nobody reads the notes.");
	await press(page, "main form[action$='/whys'] .btn-p");
	expect(await page.inputValue("#f-why1") === "Nobody reads the notes.", "the first why is kept");
	await press(page, `main a[href='${cause}/actions/new']`);
	await holds(everyRule(page));
	await press(page, "main form .btn-p");
	expect(await page.$("#errors") !== null, "a prediction without words is asked for them");
	await holds(everyRule(page, [/422/]));
	page.faults.length = 0;
	await page.path(cause);
	await press(page, `main form[action='${cause}/tell'] button`);
	const gap = await page.$eval("main a[data-back]", it => parseFloat(getComputedStyle(it).columnGap));
	expect(gap >= 2, "number and name of the cause stand apart in the way back");
	await page.fill("#f-headline_ta", "இனி ஒரு முறை மட்டுமே");
	await page.fill("#f-text_ta", "குறிப்புகள் ஒவ்வொரு முறையும் கைமாறும்.");
	await holds(everyRule(page));
	await shot(page, "improvement");
	await press(page, "main form button[formaction$='/send'], main form[action$='/send'] button");
	await page.path(cause);
	expect(/people were told|person/.test(await page.textContent("#tell ~ p, section[aria-labelledby=tell]")), "how many were told");
	await closePage(page);
});

check("a Tamil name on the board stays whole above and below its line, and ends within its card", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 1440, height: 900 });
	await page.path("/loop");
	const cards = await page.$$eval("[id^='answer-'] h3 a.clip", all => all.map(it => {
		it.textContent = "மீனாட்சி ராஜேஸ்வரி ".repeat(6);
		const { overflowX, overflowY, textOverflow } = getComputedStyle(it);
		const card = it.closest("h3").getBoundingClientRect();
		return { overflowX, overflowY, textOverflow, isWithin: it.getBoundingClientRect().right <= card.right + 1 };
	}));
	expect(cards.length > 0, "somebody waits on the board");
	for (const card of cards) {
		expect(card.overflowY === "visible", `nothing is cut below the line, but ${card.overflowY}`);
		expect(card.overflowX === "clip" && card.textOverflow === "ellipsis" && card.isWithin, "a long name ends within its card");
	}
	await closePage(page);
});

check("causes, figures, tasks and screens hold every rule at three widths", async () => {
	for (const width of WIDTHS) {
		const page = await openStaff(browser, house, ANN, { width, height: 900, theme: width === 390 ? "dark" : "light" });
		await page.path("/loop/causes");
		const cause = await page.getAttribute("main a[href^='/loop/causes/']:not([href$='/new'])", "href");
		await page.path("/loop/figures");
		const results = await page.getAttribute("main a[href$='/results']", "href");
		for (const path of ["/loop/causes", cause, `${cause}/merge`, "/loop/causes/new", "/loop/figures", "/loop/silent", results, "/loop/themes", "/tasks",
			"/control/walls/new"]) {
			await page.path(path);
			await shot(page, `loop${path.replace(/\W+/g, "-").replace(/\d{6,}/, "n")}-${width}`);
			await holds(everyRule(page));
			await holds(targetCheck(page));
		}
		await closePage(page);
	}
});

check("on the board an owner with a long name stands in one line with the time that is left", async () => {
	for (const width of [1440, 320]) {
		const page = await openStaff(browser, house, ANN, { width, height: 900 });
		await page.path("/loop");
		const apart = await page.$$eval("[aria-labelledby=col-answer] .fb-who", all => all.map(it => {
			it.lastElementChild.textContent = "Wilhelmina Featherstonehaugh of the Long Meadows";
			const [name, left] = [it, it.parentElement.querySelector(".chip")].map(part => part.getBoundingClientRect());
			return { beside: left.left >= name.right, level: Math.abs((left.top + left.bottom) - (name.top + name.bottom)) / 2,
				over: it.closest(".fb").scrollWidth - it.closest(".fb").clientWidth };
		}));
		expect(apart.length > 0 && apart.every(it => it.beside && it.level < 3 && it.over <= 0), `${width}: ${JSON.stringify(apart)}`);
		await closePage(page);
	}
});

check("two surveys of one name are two figures all the same", async () => {
	const admin = await openStaff(browser, house, "admin@nordhome.example");
	await admin.path("/admin/surveys/new");
	await admin.fill("#f-name", "After a request");
	await press(admin, "main form .btn-p");
	await admin.path("/loop/figures");
	expect(await admin.locator("main h2", { hasText: "After a request" }).count() === 2, "both stand there");
	await holds(everyRule(admin));
	await closePage(admin);
});

check("who is asked whether it was put right answers on a phone in his language", async () => {
	const page = await openStaff(browser, house, INGRID, { width: 1440, height: 900 });
	await page.path("/loop");
	const card = await page.getAttribute("[id^='talk-'] a[href^='/loop/answers/'], #col-talk ~ * a[href^='/loop/answers/']", "href");
	await page.path(card);
	await holds(everyRule(page));
	await page.check("main form[action$='/end'] input[value='fixed']");
	await page.fill("main form[action$='/end'] textarea", "A new one is on its way.");
	await press(page, "main form[action$='/end'] .btn-p, main form[action$='/end'] button");
	await closePage(page);
	house.wait(25 * HOUR);
	const mail = await house.mailTo("", "/put-right/");
	const path = new URL(/http\S+\/put-right\/[\w-]+/.exec(mail)[0]).pathname;
	for (const width of WIDTHS) {
		const phone = await openPage(browser, { width, height: 800, locale: "ta" });
		await phone.goto(house.url + path);
		await holds(everyRule(phone));
		await holds(targetCheck(phone));
		await shot(phone, `put-right-${width}`);
		if (width === 320) {
			await press(phone, "main button[value=yes]");
			await holds(everyRule(phone));
		}
		await closePage(phone);
	}
});
