// The pages of customers in a real browser: every page in both themes, three widths and four
// languages, and the whole way through them with scripts switched off.
import { writeFileSync } from "node:fs";
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, overflowCheck, signIn, targetCheck } from "./lib.mjs";

const LANGUAGES = ["en", "bn", "lt", "ta"];
const TAMIL = "சமையலறையில் சலவை இயந்திரத்திலிருந்து தண்ணீர் கசிகிறது. தரை நனைந்துவிட்டது.";
const house = await House.start(20);
const browser = await openBrowser();
const number = house.mailIn({ from: "Ola Nord <ola@example.org>", subject: "The tap drips", text: "It drips all night.\r\n\r\nOn Monday at 10:14, Nordhome wrote:\r\n> Does it drip?" });

test.after(async () => {
	await browser.close();
	await house.stop();
});

// Somebody who has begun to ask: the address of his form.
async function begin(page, language) {
	await page.goto(`${house.url}/${language}/new?type=incident`);
	await page.fill("#f-body", TAMIL);
	await go(page);
	return new URL(page.url()).pathname.replace(/\/files$/, "");
}

async function go(page) {
	await Promise.all([page.waitForNavigation(), page.locator("main form .btn-p").last().click()]);
}

const PAGES = ["/", "/new", "/new?asked=1", "/new?type=incident", "/sign-in", "/my/requests", `/my/requests/${number}`,
	"/my/preferences", "/solved/AAAA", "/link/AAAA", "/my/requests/999999"];
const STEPS = ["tell", "files", "harm", "more/1", "you", "check", "about"];
const expected = [/status of 4\d\d/];

for (const width of WIDTHS)
	check(`every page of customers keeps the rules: ${width} px`, async () => {
		const page = await openPage(browser, { width, height: 800 });
		const languages = width === 320 ? LANGUAGES : ["bn", "ta"];
		const faults = [];
		await signIn(page, house.link("ola@example.org"));
		for (const language of languages) {
			const root = await begin(page, language);
			for (const path of [...PAGES.map(it => `/${language}${it}`), ...STEPS.map(it => `${root}/${it}`)]) {
				await page.goto(house.url + path);
				for (const fault of [...await everyRule(page, expected), ...await targetCheck(page)])
					faults.push(`${path}: ${fault}`);
			}
		}
		await closePage(page);
		return faults;
	});

check("files that are too large are answered with what was kept and what to do", async () => {
	const page = await openPage(browser, { width: 390 });
	// From the disk, as a person would; through the line to the browser it takes half a minute at times.
	const film = `${house.folder}/film.mp4`;
	writeFileSync(film, Buffer.alloc(40_000_000));
	await signIn(page, house.link("ola@example.org"));
	const root = await begin(page, "lt");
	for (const path of [`${root}/files`, `/lt/my/requests/${number}`]) {
		await page.goto(house.url + path);
		const text = page.locator("main textarea");
		if (await text.count())
			await text.first().fill("Čia filmas.");
		await page.setInputFiles("#f-files", film);
		const [answer] = await Promise.all([page.waitForNavigation(), page.locator("main form:has(#f-files) .btn-p").first().click()]);
		expect(answer.status() === 413, `${path}: ${answer.status()}`);
		expect(/nieko neišsiųsta/.test(await page.textContent("main")), `${path}: the page says what happened`);
		const faults = await everyRule(page, [/413/]);
		expect(faults.length === 0, faults.join("\n"));
		await page.goBack();
		if (await text.count())
			expect(await text.first().inputValue() === "Čia filmas.", `${path}: the words are there again`);
	}
	await page.goto(`${house.url}${root}/tell`);
	expect(await page.inputValue("#f-body") === TAMIL, "what was said before is kept");
	await closePage(page);
	return [];
});

check(`signing in keeps the rules`, async () => {
	const faults = [];
	for (const width of WIDTHS) {
		const page = await openPage(browser, { width, height: 800 });
		for (const path of ["/ta/", "/ta/sign-in", "/bn/sign-in", "/staff/sign-in", new URL(house.link("ola@example.org")).pathname]) {
			const answer = await page.goto(house.url + path);
			for (const fault of [...await everyRule(page), ...await targetCheck(page), ...await markupCheck(await answer.text())])
				faults.push(`${path} ${width}: ${fault}`);
		}
		await closePage(page);
	}
	return faults;
});

check(`settings of staff and the mails of a trial keep the rules`, async () => {
	const faults = [];
	for (const width of WIDTHS) {
		const page = await openPage(browser, { width, height: 800 });
		await signIn(page, house.link("admin@nordhome.example"));
		for (const path of ["/me", "/me/authenticator", "/trial/mail"]) {
			const answer = await page.goto(house.url + path);
			for (const fault of [...await everyRule(page), ...await targetCheck(page), ...await markupCheck(await answer.text())])
				faults.push(`${path} ${width}: ${fault}`);
		}
		await closePage(page);
	}
	return faults;
});

check("the markup is right", async () => {
	const page = await openPage(browser);
	const faults = [];
	await signIn(page, house.link("ola@example.org"));
	const root = await begin(page, "en");
	for (const path of [...PAGES, ...STEPS.map(it => `${root}/${it}`)]) {
		const answer = await page.goto(house.url + path);
		for (const fault of await markupCheck(await answer.text()))
			faults.push(`${path}: ${fault}`);
	}
	await closePage(page);
	return faults;
});

check("what a customer presses is large enough for a finger", async () => {
	const page = await openPage(browser, { width: 390, height: 800 });
	const faults = [];
	for (const path of ["/ta/", "/ta/new", "/ta/new?type=order", "/ta/sign-in"]) {
		await page.goto(house.url + path);
		faults.push(...await page.evaluate(() => [...document.querySelectorAll("main :is(.btn, .choice, .svc a, .in)")]
			.filter(it => it.getBoundingClientRect().height < 44)
			.map(it => `${location.pathname}: ${it.textContent.trim().slice(0, 30)} is ${it.getBoundingClientRect().height} px high`)));
	}
	await closePage(page);
	return faults;
});

check("the word that leads back to a question stands in one line", async () => {
	const page = await openPage(browser, { width: 1280, height: 800 });
	const faults = [];
	for (const code of ["en", "bn", "lt", "ta"]) {
		await page.goto(`${house.url}${await begin(page, code)}/check`);
		faults.push(...await page.evaluate(() => [...document.querySelectorAll(".review dd:last-child a")]
			.filter(it => {
				const words = document.createRange();
				words.selectNodeContents(it.firstChild);
				return words.getClientRects().length > 1;
			})
			.map(it => `${location.pathname}: ${it.textContent} is broken`)));
	}
	await closePage(page);
	return faults;
});

check("letters twice as large fit a phone", async () => {
	const page = await openPage(browser, { width: 320, height: 640 });
	const debug = await page.context().newCDPSession(page);
	const faults = [];
	await signIn(page, house.link("ola@example.org"));
	await debug.send("Page.enable");
	await debug.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
	for (const language of ["en", "bn", "lt", "ta"])
		for (const path of [...PAGES, "/my/requests", "/my/preferences"]) {
			await page.goto(`${house.url}/${language}${path}`);
			faults.push(...(await overflowCheck(page)).map(it => `/${language}${path}: ${it}`));
		}
	await closePage(page);
	return faults;
});

// Other than above: the style of the page says so, and media queries do not know of it.
check("letters that a style makes twice as large fit a phone", async () => {
	const faults = [];
	await Promise.all([390, 320].map(async width => {
		const page = await openPage(browser, { width, height: 844 });
		await signIn(page, house.link("ola@example.org"));
		for (const language of ["en", "bn", "lt", "ta"])
			for (const path of [...PAGES, "/my/requests", "/my/preferences"]) {
				await page.goto(`${house.url}/${language}${path}`);
				await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
				faults.push(...(await overflowCheck(page)).map(it => `/${language}${path} ${width}: ${it}`));
			}
		await closePage(page);
	}));
	return faults;
});

check("a page of customers weighs at most 30 kB without its fonts", async () => {
	const page = await openPage(browser);
	const debug = await page.context().newCDPSession(page);
	const faults = [];
	let bytes = 0;
	await debug.send("Network.enable");
	await debug.send("Network.setCacheDisabled", { cacheDisabled: true });
	const fonts = new Set();
	debug.on("Network.responseReceived", it => it.type === "Font" && fonts.add(it.requestId));
	debug.on("Network.loadingFinished", it => {
		bytes += fonts.has(it.requestId) ? 0 : it.encodedDataLength;
	});
	for (const path of ["/bn/", "/ta/new", "/lt/new?type=order", "/en/sign-in"]) {
		bytes = 0;
		await page.goto(house.url + path, { waitUntil: "networkidle" });
		if (bytes > 30_000)
			faults.push(`${path}: ${bytes} bytes`);
	}
	await closePage(page);
	return faults;
});

check("without scripts, in Tamil, a question is asked and answered for", async () => {
	const page = await openPage(browser, { width: 390, height: 800, javaScriptEnabled: false });
	await page.goto(`${house.url}/ta/`);
	await page.click("a[href='/ta/new?type=incident']");
	await page.fill("#f-body", TAMIL);
	await go(page);
	await page.setInputFiles("#f-files", { name: "தரை.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG") });
	await go(page);
	await page.check("main input[value=stranded]");
	await go(page);
	await page.fill("#f-a0", "HX-5");
	await go(page);
	await page.fill("#f-name", "செல்வி ராமன்");
	await page.fill("#f-email", "selvi@example.org");
	await go(page);
	expect((await page.textContent("dl.review")).includes("தரை.png"), "the photo came along");
	await page.goBack();
	expect(await page.inputValue("#f-email") === "selvi@example.org", "the way back shows what was typed");
	await page.goForward();
	await go(page);
	expect(page.url().endsWith("/sent"), "it was sent");
	expect((await page.textContent(".next")).includes("selvi@example.org"), "it says where the mail goes");
	await Promise.all([page.waitForNavigation(), page.click("main a[href^='/ta/my/requests/']")]);
	expect(page.url().includes("/ta/sign-in?next="), "who is not signed in is asked for his address");
	await closePage(page);
});

check("without scripts, a keyboard opens what was cut from a mail, and a screen reader knows", async () => {
	const page = await openPage(browser, { width: 390, height: 800, javaScriptEnabled: false });
	await signIn(page, house.link("ola@example.org"));
	await page.goto(`${house.url}/my/requests/${number}`);
	const devtools = await page.context().newCDPSession(page);
	const spoken = async () => {
		const { nodes } = await devtools.send("Accessibility.getFullAXTree");
		const button = nodes.find(it => it.name?.value === "Show earlier text" && it.properties?.some(one => one.name === "expanded"));
		const words = nodes.filter(it => it.role?.value === "StaticText").map(it => it.name.value).join(" ");
		return { open: button?.properties.find(one => one.name === "expanded").value.value, words };
	};
	const closed = await spoken();
	expect(closed.open === false, `it is said to be closed: ${closed.open}`);
	expect(closed.words.includes("It drips all night."), "what is new is read out");
	expect(!closed.words.includes("Does it drip?"), "what was cut is not read out before it is opened");
	await page.locator("details.quoted > summary").focus();
	await page.keyboard.press("Enter");
	const open = await spoken();
	expect(open.open === true, "it is said to be open");
	expect(open.words.includes("> Does it drip?"), "what was cut is read out");
	expect(await page.locator("details.quoted .words").isVisible(), "and seen");
	await closePage(page);
});

check("large letters and a narrow window together lose nothing", async () => {
	const page = await openPage(browser, { width: 320, height: 640 });
	const faults = [];
	for (const path of ["/ta/", "/bn/new", "/lt/sign-in"]) {
		await page.goto(house.url + path);
		await page.evaluate(() => document.documentElement.setAttribute("data-text", "large"));
		faults.push(...await everyRule(page));
	}
	await closePage(page);
	return faults;
});
