// What somebody stumbled over on the first day with Hark, tried again in a real browser.
import test from "node:test";
import { House } from "./house.mjs";
import { axeCheck, check, closePage, everyRule, expect, openBrowser, openPage, openStaff, overflowCheck, signIn, until } from "./lib.mjs";

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
		// A font comes when something is drawn with it, and what is live may put an element in its place.
		for (const selector of [".q[aria-current] .who", ".c360 h2 a", "#tab-reply", ".msg .bub-h b", ".msg .ava"]) {
			let fonts;
			await until(async () => {
				fonts = await fontsOf(page, selector).catch(error => error.message);
				return fonts.includes(family);
			}, family, 20_000).catch(() => faults.push(`${selector}: ${fonts}`));
		}
		await closePage(page);
		return faults;
	});

for (const [width, height] of [[1366, 768], [1440, 900]])
	check(`Send is in the window while the preview is open: ${width} x ${height}`, async () => {
		const page = await openStaff(browser, house, RASA, { width, height });
		const number = house.mailIn({ ...TAMIL, subject: "Preview", text: "It drips. ".repeat(300) });
		await page.path(`/tickets/${number}`);
		await page.keyboard.press("r");
		await page.fill("#text-reply", "Good day\nand thank you.\n\nWe come tomorrow\nbetween 9 and 11.\n\n- bring a bucket\n- close the tap\n- call us\n\n> It drips\n> all night\n\nRasa");
		await page.click("#panel-reply [data-preview]");
		await page.waitForSelector("#panel-reply .preview p");
		const faults = await page.evaluate(() => [...document.querySelectorAll("#panel-reply button[name=then], .ticket-h h1")]
			.map(it => [it, it.getBoundingClientRect()])
			.filter(([it, box]) => box.bottom > innerHeight || box.top < 0 || !it.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)))
			.map(([it, box]) => `${it.textContent} is at ${Math.round(box.top)}`));
		faults.push(...await everyRule(page));
		await closePage(page);
		return faults;
	});

for (const width of [1440, 390])
	check(`Esc leads back to the list and the row one came from: ${width} px`, async () => {
		const page = await openStaff(browser, house, RASA, { width, height: 844 });
		await page.path("/inbox/all");
		await page.keyboard.press("j");
		await page.keyboard.press("j");
		const row = await page.evaluate(() => document.activeElement.id);
		await Promise.all([page.waitForURL(/\/tickets\/\d+\?in=all$/), page.keyboard.press("Enter")]);
		await page.waitForSelector("#live[data-htmx-powered]", { state: "attached" });
		// What is open is closed first, and a field is left before the page is.
		await page.keyboard.press("?");
		await page.keyboard.press("Escape");
		await page.keyboard.press("a");
		await page.waitForSelector("#assign-box select");
		await page.waitForFunction(() => document.querySelector("#assign-box").contains(document.activeElement));
		await page.keyboard.press("Escape");
		await page.keyboard.press("r");
		await page.fill("#text-reply", "Half a thought");
		await page.keyboard.press("Escape");
		await page.waitForTimeout(300);
		expect(new URL(page.url()).pathname.startsWith("/tickets/"), "the page stays until nothing is open");
		await page.setInputFiles("#panel-reply input[type=file]", { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("plan") });
		await page.keyboard.press("Escape");
		await page.waitForTimeout(300);
		expect(new URL(page.url()).pathname.startsWith("/tickets/"), "chosen files are not lost");
		await page.focus("#text-reply");
		await page.click("#panel-reply .files button");
		await page.evaluate(() => document.activeElement.blur());
		await Promise.all([page.waitForURL(/\/inbox\/all/), page.keyboard.press("Escape")]);
		await page.waitForSelector("#live[data-htmx-powered]", { state: "attached" });
		expect(await page.evaluate(() => document.activeElement.id) === row, `the focus is on ${row} again`);
		await Promise.all([page.waitForURL(/\/tickets\/\d+\?in=all$/), page.keyboard.press("Enter")]);
		expect(await page.inputValue("#text-reply") === "Half a thought", `the draft is kept, not "${await page.inputValue("#text-reply")}" of ${page.url()}`);
		await closePage(page);
	});

check("a page that shows a new token makes no second one when it is loaded again", async () => {
	const page = await openPage(browser);
	await signIn(page, house.link(RASA));
	await page.goto(`${house.url}/me`);
	await page.fill("[name=token_name]", "The till");
	await Promise.all([page.waitForNavigation(), page.press("[name=token_name]", "Enter")]);
	expect(await page.isVisible("text=/^hark_/"), "the token is shown");
	expect((await page.locator("text=/^hark_/").boundingBox()).y < 900, "and in the window");
	const faults = await everyRule(page);
	await page.reload();
	expect(await page.locator("th", { hasText: "The till" }).count() === 1, "there is one");
	expect(!(await page.content()).includes("hark_"), "it is not shown again");
	await closePage(page);
	return faults;
});

const LONG = Array.from({ length: 60 }, (_, i) => `Line ${i} of a long letter about the tap.`).join("\r\n\r\n");

for (const [width, height] of [[1440, 900], [1366, 640]])
	check(`a long first message is read from its beginning, and a short one stands whole: ${width} x ${height}`, async () => {
		const page = await openStaff(browser, house, RASA, { width, height });
		const top = () => page.evaluate(() => {
			const newest = [...document.querySelectorAll(".tl .msg")].pop().getBoundingClientRect();
			const edge = [".ticket", ".tl"].map(it => document.querySelector(it)).filter(it => getComputedStyle(it).overflowY !== "visible").pop();
			return { above: edge.getBoundingClientRect().top - newest.top, below: newest.bottom - document.querySelector(".comp").getBoundingClientRect().top };
		});
		const number = house.mailIn({ ...TAMIL, subject: "A long letter", text: LONG });
		await page.path(`/tickets/${number}`);
		let at = await top();
		expect(at.above <= 0 && at.above > -40, `its beginning is at the top, not ${at.above} px above`);
		// An answer comes below it: then that is what one reads first.
		await page.fill("#text-reply", "We come tomorrow.");
		await page.click("#panel-reply [data-send-button]");
		await page.waitForSelector(".msg-held");
		await page.waitForSelector("#live[data-htmx-powered]", { state: "attached" });
		at = await top();
		expect(at.above < 0 && at.below <= 0, `the newest stands whole: ${JSON.stringify(at)}`);
		await closePage(page);
	});

check("Yes and No are told apart by colour and sign, on every page that asks", async () => {
	const number = house.mailIn({ from: "Ola Nord <ola@example.org>", subject: "Solved?", text: "It drips." });
	const staff = await openStaff(browser, house, RASA);
	await staff.path(`/tickets/${number}`);
	await staff.keyboard.press("e");
	await staff.waitForSelector(".toast");
	await closePage(staff);
	const faults = [];
	for (const width of [1440, 390, 320]) {
		const page = await openPage(browser, { width, height: 800 });
		await signIn(page, house.link("ola@example.org"));
		for (const path of ["/my/requests", `/bn/my/requests/${number}`]) {
			await page.goto(house.url + path);
			const looks = await page.evaluate(() => ["yes", "no"].map(value => {
				const button = document.querySelector(`button[name=answer][value=${value}]`);
				return `${getComputedStyle(button).backgroundColor} ${getComputedStyle(button).color}`;
			}));
			expect(looks[0] !== looks[1], `${path}: ${looks}`);
			faults.push(...(await everyRule(page)).map(it => `${path} ${width}: ${it}`));
		}
		await closePage(page);
	}
	return faults;
});

check("the page of a customer is as wide as the window, however long an address is", async () => {
	const address = `${"a.customer.".repeat(3)}without-a-name@mail.example.net`;
	const number = house.mailIn({ from: address, subject: "Long", text: "It drips." });
	const page = await openStaff(browser, house, RASA, { width: 320, height: 800 });
	const faults = [];
	await page.path(`/tickets/${number}`);
	faults.push(...await overflowCheck(page));
	await page.path(await page.locator(".c360 h2 a").getAttribute("href"));
	expect((await page.locator(".mini").first().textContent()).includes(address), "it is that page");
	faults.push(...await everyRule(page));
	await closePage(page);
	return faults;
});

house.staff("long@example.net", "Konstancija Aleksandravičienė");
for (const width of [1440, 1024])
	check(`the colleague chosen stands whole in the box: ${width} px`, async () => {
		const page = await openStaff(browser, house, RASA, { width, height: 800 });
		await page.path(`/tickets/${numbers.bn}`);
		await page.keyboard.press("a");
		await page.waitForSelector("#assign-box select");
		const room = await page.evaluate(() => {
			const field = document.querySelector("#assign-box select[name=owner]");
			const pen = document.createElement("canvas").getContext("2d");
			pen.font = getComputedStyle(field).font;
			return Math.min(...[...field.options].map(it => field.clientWidth - 32 - pen.measureText(it.label).width));
		});
		expect(room >= 0, `${-room} px of ${await page.locator("#assign-box option").allTextContents()} are cut off`);
		const faults = [...await axeCheck(page), ...await overflowCheck(page)];
		await closePage(page);
		return faults;
	});
