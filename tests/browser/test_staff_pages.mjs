// The pages of staff in a real browser: every page in both themes and three widths, and what the
// script adds to them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, openStaff, signIn, targetCheck, until } from "./lib.mjs";

const house = await House.start(60);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.net", "Rasa Petrauskienė");
const TOMAS = house.staff("tomas@example.net", "Tomas Vaitkus");
const LETTERS = {
	en: { from: "Ola Nord <ola@example.net>", subject: "The tap drips", text: "It drips all night." },
	bn: { from: "=?utf-8?B?4Kar4Ka+4Kak4Ka/4Kau4Ka+?= <fatima@example.net>", subject: "=?utf-8?B?4Kaq4Ka+4Kao4Ka/IOCmquCmoeCmvOCmm+Cnhw==?=", text: "ওয়াশিং মেশিন থেকে পানি পড়ছে, মেঝে ভিজে গেছে। এখন কী করব?" },
	ta: { from: "Meena <meena@example.net>", subject: "=?utf-8?B?4K6k4K6j4K+N4K6j4K+A4K6w4K+N?=", text: "சலவை இயந்திரத்திலிருந்து தண்ணீர் கசிகிறது. என்ன செய்ய வேண்டும்?" },
	lt: { from: "Jonas <jonas@example.net>", subject: "=?utf-8?B?QsSXZ2EgdmFuZHVv?=", text: "Iš skalbimo mašinos bėga vanduo, grindys jau šlapios. Ką daryti?" },
};
const numbers = Object.fromEntries(Object.entries(LETTERS).map(([code, mail]) => [code, house.mailIn(mail)]));

test.after(async () => {
	await browser.close();
	await house.stop();
});

function open(address, options) {
	return openStaff(browser, house, address, options);
}

const PAGES = ["/inbox", "/inbox/all", "/inbox/solved", "/inbox/spam", ...Object.values(numbers).map(it => `/tickets/${it}`),
	`/tickets/${numbers.bn}/change`, `/tickets/${numbers.bn}/answers`, `/tickets/${numbers.bn}/assign`, "/tickets/new", "/customers",
	"/customers?q=meena", "/search?q=machine", "/search", "/nowhere"];
const expected = [/status of 404/];

for (const width of WIDTHS)
	check(`every page of staff keeps the rules: ${width} px`, async () => {
		const page = await open(RASA, { width, height: 800 });
		const faults = [];
		for (const path of PAGES) {
			await page.path(path);
			for (const fault of [...await everyRule(page, expected), ...await targetCheck(page)])
				faults.push(`${path}: ${fault}`);
		}
		await closePage(page);
		return faults;
	});

check("on a wide screen the columns scroll, and not the window beside them", async () => {
	const page = await open(RASA, { width: 1440, height: 800 });
	const faults = [];
	for (const path of ["/inbox", `/tickets/${numbers.en}`, "/customers"]) {
		await page.path(path);
		const more = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
		if (more > 0)
			faults.push(`${path}: ${more} px`);
	}
	await closePage(page);
	return faults;
});

for (const locale of ["en", "bn", "lt", "ta"])
	check(`a list says whole by what it is sorted, on every width: ${locale}`, async () => {
		const page = await open(RASA, { locale }), faults = [];
		for (const path of ["/inbox", "/inbox/all", `/tickets/${numbers.en}`])
			for (const width of WIDTHS) {
				await page.setViewportSize({ width, height: 800 });
				await page.path(path);
				const parts = await page.$$eval(".list-t > *", found => found.filter(it => it.checkVisibility()).map(it => ({
					text: it.textContent.trim(),
					isCut: it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== "inline",
					isOutside: it.getBoundingClientRect().right > it.closest(".list-h").getBoundingClientRect().right + 1,
				})));
				const isList = !path.startsWith("/tickets") || width === 1440;
				if (isList && (parts.length !== 2 || !parts.every(it => it.text)))
					faults.push(`${path}, ${width} px: ${JSON.stringify(parts)}`);
				if (isList && locale === "en" && parts[1]?.text !== "urgent first, then by promise")
					faults.push(`${path}, ${width} px says ${parts[1]?.text}`);
				faults.push(...parts.filter(it => it.isCut || it.isOutside).map(it => `${path}, ${width} px cuts ${it.text}`));
			}
		await closePage(page);
		return faults;
	});

check("on a telephone a line of what happened stands beside its sign, however long it is", async () => {
	const page = await open(RASA, { width: 390, height: 800 });
	await page.path(`/tickets/${numbers.en}`);
	const lines = await page.$$eval(".ev", found => found.map(it => {
		const [sign, words] = [".i", "span"].map(part => it.querySelector(part).getBoundingClientRect());
		return { text: it.textContent.trim(), isBeside: sign.right <= words.left && sign.top >= words.top && sign.bottom <= words.bottom + 1 };
	}));
	expect(lines.some(it => it.text.includes("has the least to do")), "there is a long one");
	await closePage(page);
	return lines.filter(it => !it.isBeside).map(it => it.text);
});

check("on a narrow screen what one writes in never covers what has the focus, late or with a colleague beside", async () => {
	const [page, other] = [await open("admin@nordhome.example", { width: 320, height: 800 }), await open(RASA)];
	const faults = [], seen = { late: 0, beside: 0 };
	await other.path(`/tickets/${numbers.en}`);
	for (const number of [...Array(20).keys()].map(it => it + 1).concat(numbers.en))
		for (const kind of ["reply", "note"]) {
			await page.path(`/tickets/${number}?kind=${kind}`);
			if (number === numbers.en)
				await page.waitForFunction(() => /Rasa/.test(document.querySelector(".presence").textContent));
			const { height, left, isLate, isBeside } = await page.evaluate(() => ({
				height: document.querySelector("#composer")?.getBoundingClientRect().height ?? 0,
				left: parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockEnd),
				isLate: Boolean(document.querySelector('form[action$="/apology"]')),
				isBeside: Boolean(document.querySelector(".presence").textContent.trim()),
			}));
			seen.late += isLate;
			seen.beside += isBeside;
			if (height + 8 > left)
				faults.push(`/tickets/${number} ${kind}: ${height} px high, ${left} px are left to it`);
		}
	expect(seen.late && seen.beside, `a late one and one with a colleague were among them: ${JSON.stringify(seen)}`);
	await closePage(page);
	await closePage(other);
	return faults;
});

check("the markup is right", async () => {
	const page = await open(RASA);
	const faults = [];
	for (const path of PAGES) {
		const answer = await page.path(path);
		for (const fault of await markupCheck(await answer.text()))
			faults.push(`${path}: ${fault}`);
	}
	await closePage(page);
	return faults;
});

// One that was read, with a mail that could not be and a ticket that an undo left; one that waits.
function bringOldMailbox() {
	const letter = (who, at, text) => `From ${who} Tue Feb  3 10:14:0${at} 2015\nFrom: ${who}\nTo: help@nordhome.example\n`
		+ `Date: Tue, 3 Feb 2015 10:14:0${at} +0200\nMessage-ID: <${at}@old.example>\nSubject: Old ${at}\n\n${text}\n\n`;
	const file = `${house.folder}/old.mbox`;
	writeFileSync(file, letter("a@example.net", 1, "One") + letter("b@example.net", 2, "x".repeat(3000)) + letter("c@example.net", 3, "Three"));
	const small = { ...process.env, HARK_MAIL_MAX: "2000" };
	const words = ["import", "mbox", file, "--mailbox", "help@nordhome.example", "--json", "--config", house.config];
	return JSON.parse(execFileSync(house.program, words, { env: small, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })).import;
}

check("pages of old mailboxes keep the rules, and show how far each is", async () => {
	const number = bringOldMailbox();
	const faults = [];
	for (const width of WIDTHS) {
		const page = await open("admin@nordhome.example", { width, height: 800 });
		for (const path of ["/admin/imports", "/admin/imports/new", `/admin/imports/${number}`]) {
			const answer = await page.path(path);
			for (const fault of [...await everyRule(page, expected), ...await targetCheck(page),
				...await markupCheck(await answer.text())])
				faults.push(`${path} ${width}: ${fault}`);
		}
		expect(await page.locator("progress").getAttribute("value") === "100", "it is done");
		expect((await page.textContent("#failures ~ ul")).includes("mail_max"), "what could not be read is told");
		await closePage(page);
	}
	return faults;
});

check("the bar of an old mailbox moves by itself", async () => {
	const number = bringOldMailbox();
	const page = await open("admin@nordhome.example");
	await page.path(`/admin/imports/${number}`);
	// As if it had been opened while the run was under way.
	await page.evaluate(address => {
		const state = document.querySelector("#import-state");
		state.querySelector("progress").value = 3;
		state.setAttribute("hx-get", address);
		state.setAttribute("hx-trigger", "every 200ms");
		state.setAttribute("hx-target", "this");
		state.setAttribute("hx-swap", "outerHTML");
		window.htmx?.process(state);
	}, `/admin/imports/${number}`);
	await page.waitForFunction(() => document.querySelector("#import-state progress").value === 100);
	await closePage(page);
});

check("a reply goes out, and Z takes it back", async () => {
	const page = await open(RASA);
	await page.path(`/tickets/${numbers.en}`);
	await page.keyboard.press("r");
	await page.keyboard.type("It is **mended** today.");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".toast");
	expect((await page.textContent(".toast")).includes("10 seconds"), "the toast says for how long");
	expect(await page.locator(".msg-held strong").count() === 1, "it stands in the conversation");
	await page.keyboard.press("z");
	await page.waitForFunction(() => document.querySelector("#text-reply")?.value.includes("mended"));
	expect(await page.locator(".msg-held").count() === 0, "it is gone from the conversation");
	await page.waitForFunction(() => document.activeElement.id === "text-reply");
	await page.keyboard.type("Really.");
	expect((await page.inputValue("#text-reply")).trim().endsWith("mended** today.Really."), "one goes on where it ends");
	await closePage(page);
});

check("Z takes a reply back whose ticket was left", async () => {
	const page = await open(RASA);
	await page.path(`/tickets/${numbers.ta}`);
	await page.fill("#text-reply", "Left too early");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".toast");
	await page.path("/inbox");
	await page.keyboard.press("z");
	await page.waitForFunction(() => document.querySelector("#text-reply")?.value.includes("Left too early"));
	await page.fill("#text-reply", "");
	await closePage(page);
});

check("the buttons that send stay in sight, however much stands above them", async () => {
	const page = await open(RASA);
	await page.setViewportSize({ width: 1440, height: 800 });
	await page.path(`/tickets/${numbers.ta}`);
	await page.fill("#text-reply", `I will call you tomorrow at 3.\n\nI will write to you on Friday at noon.${"\n\nAnd more."}`);
	await page.waitForSelector("input[name=promise]");
	await page.click("#panel-reply [data-preview]");
	await page.waitForSelector("#panel-reply .preview p");
	const isSeen = await page.evaluate(() => {
		const { left, right, top, bottom } = document.querySelector("[data-send-button]").getBoundingClientRect();
		return document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest("[data-send-button]") !== null && bottom <= innerHeight;
	});
	expect(isSeen, "one can press it");
	await page.fill("#text-reply", "");
	await closePage(page);
});

check("without a script nothing is offered that only a script answers", async () => {
	const page = await openPage(browser, { javaScriptEnabled: false });
	await signIn(page, house.link(RASA));
	await page.goto(`${house.url}/tickets/${numbers.en}`);
	expect(await page.locator("button[type=button]:visible").count() === 0, "no button that does nothing");
	expect(await page.locator(".comp button:visible").count() > 3, "those that send are there");
	await closePage(page);
});

check("what was typed is on the server a second later", async () => {
	const page = await open(RASA);
	await page.path(`/tickets/${numbers.lt}`);
	await page.fill("#text-reply", "Ačiū, kad parašėte");
	await page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	const other = await open(RASA);
	await other.path(`/tickets/${numbers.lt}`);
	expect(await other.inputValue("#text-reply") === "Ačiū, kad parašėte", "another browser has it");
	await closePage(page);
	await closePage(other);
});

check("news come by themselves, and what one writes stays", async () => {
	const [page, other] = [await open(RASA), await open(TOMAS)];
	await page.path(`/tickets/${numbers.ta}`);
	await page.fill("#text-reply", "Half a sentence");
	await other.path(`/tickets/${numbers.ta}`);
	await page.waitForFunction(() => document.querySelector(".presence").textContent.includes("Tomas"));
	await other.keyboard.press("n");
	await other.keyboard.type("I know this machine.");
	await page.waitForFunction(() => document.querySelector(".presence").textContent.includes("writing a note"));
	await other.keyboard.press("Control+Enter");
	await page.waitForFunction(() => document.querySelector(".tl").textContent.includes("I know this machine."));
	expect(await page.inputValue("#text-reply") === "Half a sentence", "the reply is still there");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".stopbox");
	expect(await page.inputValue("#text-reply") === "Half a sentence", "stopped with its text");
	expect((await everyRule(page, [/409/])).length === 0, "the stop box keeps the rules");
	await page.click("[data-send-button]");
	await page.waitForSelector(".msg-held");
	await closePage(page);
	await closePage(other);
});

check("what one had time to read stops no reply", async () => {
	const page = await open(RASA);
	await page.path(`/tickets/${numbers.bn}`);
	await page.fill("#text-reply", "We are on our way");
	const before = await page.inputValue("form[data-kind=reply] [name=version]");
	house.mailIn({ ...LETTERS.bn, subject: `Re: [#${numbers.bn}]`, text: "আরেকটা কথা" });
	await page.waitForFunction(() => document.querySelector(".tl").textContent.includes("আরেকটা কথা"));
	await page.waitForFunction(before => document.querySelector("form[data-kind=reply] [name=version]").value !== before, before);
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
	await closePage(page);
});

check("a new ticket waits under a bar, and moves nothing", async () => {
	const page = await open(RASA);
	await page.path("/inbox/all");
	const before = await page.locator(".q").count();
	const number = house.mailIn({ ...LETTERS.en, subject: "Just now" });
	await page.waitForSelector("#newbar:not([hidden])");
	expect(await page.locator(".q").count() === before, "no row has moved");
	await page.click("#newbar");
	await page.waitForSelector(`#q${number}`);
	await closePage(page);
});

check("a new ticket far down a long list is counted and shown", async () => {
	const page = await open(RASA);
	for (let i = 0; i < 50; i++)
		house.mailIn({ ...LETTERS.en, subject: `Before it: ${i}` });
	await page.path("/inbox/all");
	expect(await page.locator(".q").count() === 50, "the list is longer than what it shows");
	const before = await page.title();
	const number = house.mailIn({ ...LETTERS.en, subject: "The last of all" });
	await page.waitForSelector("#newbar:not([hidden])");
	// What came while the page was loading may count with it, and stand before it.
	const told = Number(/\d+/.exec(await page.locator("#newbar").textContent())[0]);
	expect(await page.title() === `(${told}) ${before}`, "the title says so");
	await page.click("#newbar");
	await page.waitForSelector(`#q${number}`);
	expect(await page.locator(`#q${number}`).count() === 1, "once");
	const ids = await page.locator(".q").evaluateAll(rows => rows.map(row => row.id));
	expect(ids.indexOf(`q${number}`) < told, "what came stands first");
	expect(await page.evaluate(() => document.activeElement.id) === ids[0], "the reader stands at it");
	await closePage(page);
});

check("a reply waits when a colleague resolved the ticket meanwhile", async () => {
	const number = house.mailIn({ ...LETTERS.en, subject: "Two at once" });
	const [page, other] = [await open(RASA), await open(TOMAS)];
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "I come tomorrow");
	await other.path(`/tickets/${number}`);
	await other.keyboard.press("e");
	await other.waitForSelector(".toast");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".stopbox");
	expect((await page.textContent(".stopbox")).includes("Tomas Vaitkus resolved it"), "the page says who did what");
	expect(await page.inputValue("#text-reply") === "I come tomorrow", "the text is kept");
	await page.click("[data-send-button]");
	await page.waitForSelector(".msg-held");
	await closePage(page);
	await closePage(other);
});

check("a reply that met a sign-out in between stands in its field after signing in", async () => {
	const page = await open(RASA);
	const number = house.mailIn({ ...LETTERS.en, subject: "Signed out meanwhile" });
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "Long thoughts");
	await page.context().clearCookies();
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector("h1");
	expect((await page.textContent("h1")) === "Please sign in again", await page.textContent("h1"));
	expect(decodeURIComponent(await page.getAttribute("main a.btn", "href")).endsWith(`next=/tickets/${number}`), "a way back");
	await signIn(page, house.link(RASA));
	await page.path(`/tickets/${number}`);
	expect(await page.inputValue("#text-reply") === "Long thoughts", "the text is back");
	await closePage(page);
});

check("who may see no ticket is told of no trouble", async () => {
	const page = await openPage(browser);
	await signIn(page, house.link(house.staff("asta@example.net", "Asta Kalnietė", "employee")));
	await page.goto(`${house.url}/me`);
	await page.waitForTimeout(1500);
	expect(await page.locator(".toast").count() === 0, "no toast");
	expect(await page.locator("#stale").isHidden(), "no bar");
	await closePage(page);
});

for (const [width, height] of [[960, 540], [1024, 600], [1366, 640]])
	check(`a low window shows the conversation, and Send when one writes: ${width} x ${height}`, async () => {
		const page = await open(RASA, { width, height });
		const number = house.mailIn({ ...LETTERS.en, subject: "A long story about a tap that drips, and drips ".repeat(4), text: "It drips. ".repeat(300) });
		await page.path(`/tickets/${number}`);
		const seen = await page.evaluate(() => {
			const top = document.querySelector(".ticket").getBoundingClientRect().top;
			return document.querySelector(".comp").getBoundingClientRect().top - Math.max(top, document.querySelector(".tl").getBoundingClientRect().top);
		});
		expect(seen > height / 2, `half of the window is conversation, not ${seen} px`);
		await page.keyboard.press("r");
		await page.keyboard.type("Good day");
		for (const button of await page.locator("#panel-reply button[name=then]").all()) {
			const box = await button.boundingBox();
			expect(box && box.y + box.height <= height, "the buttons are in the window");
		}
		const faults = await everyRule(page);
		await closePage(page);
		return faults;
	});

check("A opens the colleagues, with the focus among them", async () => {
	const page = await open(RASA);
	await page.path(`/tickets/${numbers.en}`);
	await page.keyboard.press("a");
	await page.waitForSelector("#assign-box select");
	await page.waitForFunction(() => document.querySelector("#assign-box").contains(document.activeElement));
	await page.selectOption("#assign-box select[name=owner]", { label: await page.locator("#assign-box option", { hasText: "Tomas" }).first().textContent() });
	await page.click("#assign-box button >> nth=0");
	await page.waitForSelector(".toast");
	expect((await page.textContent(".toast")).includes("Tomas Vaitkus is asked"), "Tomas is asked");
	await closePage(page);
});

check("a customer is found as one types, and the ticket opened for him", async () => {
	const page = await open(RASA);
	await page.path("/inbox");
	await page.keyboard.press("c");
	await page.waitForSelector("#f-who");
	expect(await page.evaluate(() => document.activeElement.id) === "f-who", "one can type at once");
	await page.keyboard.type("jonas@ex");
	await page.waitForSelector("#customers input[type=radio]");
	await page.click("#customers label >> nth=0");
	await page.fill("#f-subject", "By phone");
	await page.fill("#f-body", "He asks when we come.");
	await page.keyboard.press("Control+Enter");
	await page.waitForURL(/\/tickets\/\d+$/);
	expect((await page.textContent(".c360")).includes("jonas@example.net"), "his panel is beside it");
	await closePage(page);
});

check("of what one types the newest letters count, in whatever order the answers come", async () => {
	const page = await open(RASA);
	await page.path("/tickets/new");
	const asked = [];
	let go;
	const gone = new Promise(done => { go = done; });
	await page.route("**/tickets/new/customers*", async route => {
		asked.push(route.request().url());
		if (asked.length === 1)
			await gone;
		await route.continue().catch(() => {}); // what is given up needs no answer
	});
	await page.focus("#f-who");
	for (const [text, count] of [["jonas", 1], ["@example", 2], [".nowhere", 3]]) {
		await page.keyboard.type(text);
		await Promise.race([until(() => asked.length === count, text), page.waitForTimeout(2000)]);
	}
	go();
	await until(async () => asked.at(-1).includes("nowhere"), "the whole to be asked for");
	await page.waitForTimeout(500);
	expect(await page.locator("#customers input[type=radio]").count() === 0, "nobody has this address");
	await page.unrouteAll({ behavior: "wait" });
	await closePage(page);
});

check("the palette finds tickets and people", async () => {
	const page = await open(RASA);
	await page.path("/inbox");
	await page.keyboard.press("Control+k");
	await page.keyboard.type("drips");
	await page.waitForSelector("#palette-list [data-href^='/tickets/']");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/tickets\/\d+$/);
	await closePage(page);
});
