// ./do shots [WORD ...]: a picture of every page, for staff and customers, in both themes, three
// widths, and for customers in four languages: build/shots/staff/inbox-light-1440.png,
// build/shots/bn/start-dark-390.png. WORD: only pictures whose name holds every word.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { House } from "./house.mjs";
import { THEMES, WIDTHS, openBrowser, openPage, signIn } from "./lib.mjs";

const TARGET = fileURLToPath(new URL("../../build/shots/", import.meta.url));
const LANGUAGES = ["en", "bn", "lt", "ta"];
const HEIGHTS = { 1440: 900, 390: 844, 320: 640 };
const ADMIN = "admin@nordhome.example";
const words = process.argv.slice(2);
const PHOTO = "iVBORw0KGgoAAAANSUhEUgAAAGAAAABICAIAAACGBWc0AAACS0lEQVR42u3QN3JbURBE0V6nFqFYK5ClvPfee4kE6OAJD9CbpPciBUhQEzwWyT/zO3hVZwG3LqZHzBIwOWKWgPEhswSMDpklYHjALAGDA2YJ6O8zS0Bvn1kCunvMErCxxywBnV1mCWjvMktAa4dZApo7zBLQ2GaWgPo2y/WPC2nl5qG2xbIcu2ZeWZFY32K8E62ZF5+KtU0GO/WdmeBarG4y0hnvzEQGY2XKMIXcmQlrxvKUMQq8MxOTjeqEMQofFJONyoQBCr8zE1COpTEDOA0KKMfimN6c7sx4x+PviN5cB3nH48+I3lwHecfj95DeXAd5x+PXkN5cB3nH4+eA3lwHecfjx4DeXAd5x+N7n95cB3nH41uf3lwHecfja4/eXAd5x+NLj95cB3nH43OXAZzuBJTjU5cBnAYFlOPjBmMUficmGx82GKPwQTHZeN9hmALvhDXjXYeRCrkTGYy3bQY7453gWrxpM96p78Sn4nWLZTnRmrIi8arFch27ptw8vGxSxLnzF+aJVOFFkyLMIJEqPG9QhBkkUoVnDYowg0Sq8LROEWaQSBWe1CnCDBKpwuMaRZhBIlV4VKMIM0ikCg/XKcIMEqnCg3WKMINEqnB/jSLMIJEq3FujCDNIpAp3VynCDBKpwp1VijCDRKpwe4UizCCRKtxaoQgzSKQKN5cpwgwSqcKNZYowg0SqcL1KEWaQSBUWqhRhBolU4VqFIswgkSpcrVCEGSRShStLFGEGiVTh8hJFmEEiVbi0SBFmkEgVLi5ShBkkUvUfA02zrc4bPR4AAAAASUVORK5CYII=";

const house = await House.start(120);
const browser = await openBrowser();
const made = { count: 0 };

// ---- what the pictures show ----

function richMail() {
	return `From: Meera Nair <meera@example.org>\r\nTo: help@nordhome.example\r\nSubject: The lamp arrived, but its shade is torn\r
Message-ID: <shots@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r
Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hello,</p><p>my lamp <b>“Aurora”</b> came today. Its shade is torn along the seam:</p>
<ul><li>the box was whole</li><li>the shade was not</li></ul><p>Could you send another shade? I have added a photo and the bill.</p><p>Meera</p>\r
--b\r\nContent-Type: image/png; name="shade.png"\r\nContent-Disposition: attachment; filename="shade.png"\r
Content-Transfer-Encoding: base64\r\n\r\n${PHOTO}\r\n--b\r\nContent-Type: application/pdf; name="bill 2026-118.pdf"\r
Content-Disposition: attachment; filename="bill 2026-118.pdf"\r\n\r\n%PDF-1.4\r\n--b--\r\n`;
}

// A ticket on which much has happened.
async function live(page) {
	const number = JSON.parse(house.command(["mail-in"], richMail())).ticket;
	await page.goto(`${house.url}/tickets/${number}`);
	await page.waitForSelector("#live[data-htmx-powered]", { state: "attached" });
	await page.keyboard.press("n");
	await page.keyboard.type("Ask **Jonas**, whether the shades of autumn are in stock.");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".msg-note");
	await page.keyboard.press("r");
	await page.fill("#text-reply", "Dear Meera,\n\nI am sorry about the shade. A new one leaves **today**.");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
	return number;
}

// Pages of the closed loop that have numbers of their own; asked: where customers answer.
async function loopPages(page) {
	const first = async (path, link) => {
		await page.goto(house.url + path);
		return page.locator(`main ${link}`).first().getAttribute("href");
	};
	const survey = await page.goto(`${house.url}/loop/figures`)
		.then(() => page.locator("main h2 a", { hasText: "After an order" }).getAttribute("href"));
	await page.goto(`${house.url}/admin/surveys`);
	await page.goto(house.url + await page.locator("main a", { hasText: "In the shop" }).first().getAttribute("href"));
	const asked = /\/s\/[\w-]+/.exec(await page.locator("main a[href*='/s/']").first().getAttribute("href"))[0];
	return { survey, asked, answer: await first("/loop", "a[href^='/loop/answers/']"), cause: await first("/loop/causes", "a.grow") };
}

function staffPages(number, customer, forward, loop) {
	return {
		inbox: "/inbox", "inbox-all": "/inbox/all", "inbox-solved": "/inbox/solved", "inbox-closed": "/inbox/closed",
		"inbox-spam": "/inbox/spam", ticket: `/tickets/${number}`, "ticket-in-list": `/tickets/${number}?in=all`,
		"ticket-note": `/tickets/${number}?kind=note`, "ticket-change": `/tickets/${number}/change`, "ticket-answers": `/tickets/${number}/answers`,
		"ticket-assign": `/tickets/${number}/assign`, "ticket-new": "/tickets/new", "ticket-new-mail": "/tickets/new?mail=1",
		"ticket-forward": forward,
		customers: "/customers", customer: `/customers/${customer}`, "customer-change": `/customers/${customer}/change`,
		search: "/search?q=lamp", "search-nothing": "/search?q=zeppelin", me: "/me", authenticator: "/me/authenticator",
		admin: "/admin", organisation: "/admin/organisation", people: "/admin/staff", "person-new": "/admin/staff/new",
		teams: "/admin/teams", mailboxes: "/admin/mailboxes", "mailbox-new": "/admin/mailboxes/new",
		harm: "/admin/harm", questions: "/admin/questions", "questions-of": "/admin/questions/service", "question": "/admin/questions/service/place", standards: "/admin/standards", "standard-new": "/admin/standards/new", ledger: "/admin/ledger",
		outbox: "/admin/outbox", alarms: "/admin/alarms", imports: "/admin/imports", "import-new": "/admin/imports/new", audit: "/admin/audit", "not-found": "/nowhere", trial: "/trial/mail",
		loop: "/loop", "loop-answer": loop.answer, "loop-wall": "/loop/wall", "loop-screen": "/loop/wall/tv", "loop-figures": "/loop/figures",
		"loop-survey": loop.survey, "loop-causes": "/loop/causes", "loop-cause": loop.cause, "loop-themes": "/loop/themes",
		control: "/control", "control-wall": "/control/wall",
	};
}

// What opens over a page.
const OPEN = {
	palette: async page => {
		await page.keyboard.press("Control+k");
		await page.keyboard.type("lamp");
		await page.waitForTimeout(400);
	},
	keys: page => page.keyboard.press("?"),
	assign: async page => {
		await page.keyboard.press("a");
		await page.waitForSelector("#assign-box select");
	},
	account: page => page.locator(".top details > summary").last().click(),
	stopped: async page => {
		await page.evaluate(() => { document.querySelector("form[data-kind=reply] [name=version]").value = "1"; });
		await page.fill("#text-reply", "It leaves tomorrow.");
		await page.click("#panel-reply [data-send-button]");
		await page.waitForSelector(".stopbox");
	},
};

// ---- the camera ----

const wants = name => words.every(word => name.includes(word));

async function shoot(page, name) {
	await page.evaluate(() => document.fonts.ready);
	await page.waitForTimeout(60);
	// What stands at the foot of the window would lie across the middle of a long picture.
	const fullPage = !/^staff\/(ticket|open)/.test(name) || name.includes("-new-");
	await page.screenshot({ path: `${TARGET}${name}.png`, fullPage });
	made.count++;
}

async function everyLook(work) {
	for (const theme of THEMES)
		for (const width of WIDTHS)
			await work({ theme, width, height: HEIGHTS[width] }, `${theme}-${width}`);
}

async function shootStaff() {
	const first = await openPage(browser);
	await signIn(first, house.link(ADMIN));
	const number = await live(first);
	const customer = (await first.locator(".c360 a[href^='/customers/']").first().getAttribute("href")).split("/").pop();
	const forward = await first.locator("a[href*=forward]").first().getAttribute("href");
	const loop = await loopPages(first);
	await everyLook(async (look, suffix) => {
		const visitor = await openPage(browser, look);
		await visitor.goto(`${house.url}/staff/sign-in`);
		if (wants(`staff/sign-in-${suffix}`))
			await shoot(visitor, `staff/sign-in-${suffix}`);
		await visitor.context().close();
		const page = await openPage(browser, look);
		await signIn(page, house.link(ADMIN));
		for (const [name, where] of Object.entries(staffPages(number, customer, forward, loop)))
			if (wants(`staff/${name}-${suffix}`)) {
				await page.goto(house.url + where);
				await shoot(page, `staff/${name}-${suffix}`);
			}
		for (const [name, open] of Object.entries(OPEN))
			if (wants(`staff/open-${name}-${suffix}`)) {
				await page.goto(`${house.url}/tickets/${number}`);
				await page.waitForSelector("#live[data-htmx-powered]", { state: "attached" });
				await open(page);
				await shoot(page, `staff/open-${name}-${suffix}`);
			}
		await page.context().close();
	});
	await first.context().close();
	return { number, asked: loop.asked };
}

// The way through the form, with its steps as addresses.
async function begin(page, language) {
	await page.goto(`${house.url}/${language}/new?type=incident`);
	await page.fill("#f-body", "The shade of my lamp is torn along the seam, and I cannot use it so.");
	await Promise.all([page.waitForNavigation(), page.locator("main form .btn-p").last().click()]);
	return new URL(page.url()).pathname.replace(/\/files$/, "");
}

// The addresses of the pages on which one says whether it is solved.
async function solvedLinks(page) {
	const names = ["asked", "yes", "no"];
	const links = {};
	for (const name of names) {
		const number = house.mailIn({ from: `Una <una.${name}@example.org>`, subject: "Lamp", text: "It does not burn any more." });
		await page.goto(`${house.url}/tickets/${number}`);
		await page.keyboard.press("e");
		await page.waitForFunction(() => document.querySelector(".toast"));
	}
	for (const name of names)
		for (let i = 0; i < 150 && !links[name]; i++) {
			await page.goto(`${house.url}/trial/mail`);
			const mail = page.locator("main li", { hasText: `una.${name}@` }).filter({ hasText: "solved" }).locator("a");
			if (await mail.count()) {
				await mail.first().click();
				const link = await page.locator("main a[href*='/solved/']").first().getAttribute("href");
				links[name] = link.replace(/^\/(en|bn|lt|ta)\//, "/");
			} else {
				await page.waitForTimeout(300);
			}
		}
	return links;
}

async function press(page, link, value) {
	await page.goto(`${house.url}/en${link}`);
	await Promise.all([page.waitForNavigation(), page.click(`button[name=answer][value=${value}]`)]);
}

function customerPages(root, { number, asked }, solved) {
	return {
		start: "/", "ask-about": "/new", "ask-about-wrong": "/new?asked=1", "ask-tell": "/new?type=incident",
		"ask-files": `${root}/files`, "ask-harm": `${root}/harm`, "ask-more": `${root}/more/1`, "ask-you": `${root}/you`, "ask-check": `${root}/check`,
		"sign-in": "/sign-in", "link-used": "/link/AAAAAAAAAAAAAAAAAAAAAA", requests: "/my/requests",
		request: `/my/requests/${number}`, preferences: "/my/preferences",
		"solved-asked": solved.asked, "solved-yes": solved.yes, "solved-no": solved.no,
		"solved-gone": "/solved/AAAAAAAAAAAAAAAAAAAAAA", "not-found": "/my/requests/999999",
		survey: `${asked}?via=qr`, "survey-chosen": `${asked}?s=3`, changes: "/changes", "my-changes": "/my/changes",
	};
}

async function shootCustomers(known) {
	const agent = await openPage(browser);
	await signIn(agent, house.link(ADMIN));
	const solved = await solvedLinks(agent);
	await press(agent, solved.yes, "yes");
	await press(agent, solved.no, "no");
	await agent.context().close();
	await everyLook(async (look, suffix) => {
		const page = await openPage(browser, look);
		await signIn(page, house.link("meera@example.org"));
		for (const language of LANGUAGES) {
			const root = (await begin(page, language)).replace(`/${language}/`, "/");
			for (const [name, where] of Object.entries(customerPages(root, known, solved)))
				if (wants(`${language}/${name}-${suffix}`)) {
					await page.goto(`${house.url}/${language}${where}`);
					await shoot(page, `${language}/${name}-${suffix}`);
				}
		}
		await page.context().close();
	});
}

try {
	if (words.length === 0)
		await rm(TARGET, { recursive: true, force: true });
	for (const folder of ["staff", ...LANGUAGES])
		await mkdir(TARGET + folder, { recursive: true });
	await shootCustomers(await shootStaff());
	console.log(`${made.count} pictures are in build/shots/.`);
} finally {
	await browser.close();
	await house.stop();
}
