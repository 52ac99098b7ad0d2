// What every browser test uses: one browser, checks that print one line each, and the rules that
// hold on every page (accessibility, width, keyboard, content security policy).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// The same engine without the windows around it costs half the processor time; one journey is made in the whole.
const BROWSERS = [process.env.HARK_CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const ARGUMENTS = [
	"--no-sandbox", "--disable-gpu", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--no-first-run",
];
const RULES = [
	"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
];
const COLOUR_RULES = ["color-contrast", "link-in-text-block"]; // axe's category cat.color, but for AAA

const LONGEST_MS = 240_000; // a check that hangs fails by its name, and the others go on
const CLOSING_MS = 5_000;
const SETTLING_MS = 50;

export const THEMES = ["light", "dark"];
export const WIDTHS = [1440, 390, 320];

// ---- the browser ----

let crashes = 0; // of browsers, which end by themselves now and then

function launch() {
	const executablePath = BROWSERS.find(path => path && existsSync(path));
	if (!executablePath)
		throw new Error("there is no chromium; packaging/packages-test.txt names it");
	return chromium.launch({ executablePath, args: ARGUMENTS });
}

// A browser that is begun again when it has crashed.
export async function openBrowser() {
	let browser;
	let isWanted = true;
	const begin = async () => {
		browser = await launch();
		browser.on("disconnected", () => {
			crashes += isWanted;
		});
	};
	await begin();
	return {
		newContext: async options => {
			if (!browser.isConnected())
				await begin();
			return browser.newContext(options);
		},
		close: () => {
			isWanted = false;
			return browser.close();
		},
	};
}

// Keys that belong together: a second between them is long for a hand, but not for a busy machine.
export const pressAll = (page, ...keys) => Promise.all(keys.map(key => page.keyboard.press(key)));

// Waits for what other threads do, and for what a page shows; gives what isSo gave.
export async function until(isSo, what, ms = 60_000) {
	for (const end = Date.now() + ms; Date.now() < end;) {
		const found = await isSo();
		if (found)
			return found;
		await new Promise(done => setTimeout(done, 100));
	}
	throw new Error(`waited in vain for ${what}`);
}

// Of a page that shows what changes only when it is loaded again.
export async function reloadUntil(page, selector) {
	await until(async () => await page.locator(selector).count() > 0 || !await page.reload(), selector);
}

// A page with its own cookies. page.faults collects what no page may have: errors in the console,
// exceptions, breaches of the content security policy, requests to other hosts.
export async function openPage(browser, { width = 1440, height = 900, theme = "light", ...more } = {}) {
	const context = await browser.newContext({
		viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce", ...more,
	});
	const page = await context.newPage();
	page.faults = [];
	page.theme = theme;
	page.on("pageerror", error => page.faults.push(`exception: ${error.message}`));
	page.on("console", message => {
		if (message.type() === "error")
			page.faults.push(`console: ${message.text()} (${message.location().url})`);
	});
	page.underway = new Set(); // pages asked for that have not come yet
	page.on("request", request => request.isNavigationRequest() && page.underway.add(request));
	page.on("requestfailed", request => page.underway.delete(request));
	page.on("load", () => page.underway.clear());
	page.on("request", request => {
		const { protocol, hostname } = new URL(request.url());
		if (/^https?:$/.test(protocol) && !["127.0.0.1", "localhost", "[::1]"].includes(hostname))
			page.faults.push(`asks another host: ${request.url()}`);
	});
	await page.addInitScript(() => {
		window.breaches = [];
		document.addEventListener("securitypolicyviolation", event => {
			window.breaches.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
		});
	});
	return page;
}

// Chromium at times never lets a page go that is closed while a form of it is on its way, and there
// is no limit to waiting for that: so what is on its way arrives first, and what hangs all the same
// goes with the browser.
export async function closePage(page) {
	await page.waitForTimeout(SETTLING_MS);
	for (const end = Date.now() + CLOSING_MS; page.underway.size > 0 && Date.now() < end;)
		await page.waitForTimeout(SETTLING_MS);
	await Promise.race([page.context().close(), new Promise(done => setTimeout(done, CLOSING_MS))]);
}

// link: a one-time sign-in link. Its page has one button, and only the button uses it up.
export async function signIn(page, link) {
	await page.goto(link);
	await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
}

// Scripts begin just after a page has loaded, faster than a hand but not than a test: a key that is
// pressed before is not heard.
export const ready = page => page.waitForSelector(
	"[data-started] #live[data-htmx-powered], #board-stamp[data-started]", { state: "attached" });

// The page of a member of staff who has signed in; page.path() opens another.
export async function openStaff(browser, house, address, options) {
	const page = await openPage(browser, options);
	await signIn(page, house.link(address));
	page.path = async path => {
		const answer = await page.goto(house.url + path);
		await ready(page);
		return answer;
	};
	return page;
}

// ---- the rules of every page; each gives a list of faults, empty when all is well ----

// The content security policy forbids the page to evaluate anything; the debugger may.
export async function axeCheck(page, rules = RULES) {
	const debug = await page.context().newCDPSession(page);
	const options = JSON.stringify({ runOnly: rules, resultTypes: ["violations"] });
	const { result: has } = await debug.send("Runtime.evaluate", { expression: "typeof axe" });
	if (has.value === "undefined")
		await debug.send("Runtime.evaluate", { expression: axe });
	const { result } = await debug.send("Runtime.evaluate", {
		expression: `axe.run(document, ${options}).then(JSON.stringify)`,
		awaitPromise: true, returnByValue: true,
	});
	await debug.detach();
	// What lies half under the composer at the foot of a phone is not small: one scrolls.
	const isUnderFoot = (violation, node) => violation.id === "target-size" && /partially obscured/.test(node.failureSummary);
	return JSON.parse(result.value).violations.flatMap(violation => violation.nodes
		.filter(node => !isUnderFoot(violation, node))
		.map(node => `${violation.id}: ${node.target} ${node.failureSummary.split("\n").slice(1).join("; ")}`));
}

// What html-validate says of the markup as the server sent it.
export async function markupCheck(html) {
	const { HtmlValidate } = await import("html-validate");
	const rules = {
		extends: ["html-validate:standard"],
		rules: {
			"void-style": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off",
			"no-implicit-button-type": "off", "doctype-style": "off", "long-title": "off",
			"attribute-empty-style": "off", "prefer-native-element": "off", "valid-id": "off",
		},
	};
	const report = await new HtmlValidate(rules).validateString(html);
	return report.results.flatMap(it => it.messages)
		.map(it => `${it.ruleId} at ${it.line}:${it.column}: ${it.message}`);
}

// Nothing may be wider than the page (WCAG 1.4.10); what scrolls by itself is named.
export async function overflowCheck(page) {
	return page.evaluate(() => {
		const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most)
			return [];
		return [...document.querySelectorAll("body *")]
			.filter(it => it.getBoundingClientRect().right > most + 1 && !it.closest(".tablewrap"))
			.slice(0, 8)
			.map(it => `too wide: ${it.tagName.toLowerCase()}.${it.className?.baseVal ?? it.className} ${Math.round(it.getBoundingClientRect().right)} > ${most}`);
	});
}

// Walks with Tab until the focus comes round. Each stop must show a ring and must not be covered.
export async function keyboardWalk(page, most = 250) {
	const faults = [];
	const stops = [];
	await page.evaluate(() => document.activeElement?.blur());
	for (let i = 0; i < most; i++) {
		await page.keyboard.press("Tab");
		const stop = await page.evaluate(lookAtFocus);
		if (!stop || stops.some(it => it.path === stop.path))
			break;
		stops.push(stop);
		if (!stop.hasRing)
			faults.push(`no visible ring: ${stop.path}`);
		if (stop.isCovered)
			faults.push(`covered by ${stop.isCovered}: ${stop.path}`);
	}
	return { stops, faults };
}

function lookAtFocus() {
	const element = document.activeElement;
	if (!element || element === document.body)
		return null;
	const path = it => it === document.body ? "body"
		: `${path(it.parentElement)}>${it.tagName.toLowerCase()}${it.id ? "#" + it.id : ""}:${[...it.parentElement.children].indexOf(it)}`;
	const isDrawn = it => {
		const style = getComputedStyle(it);
		return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
			|| style.boxShadow.includes("px");
	};
	// A field may draw the ring on the box around it.
	const hasRing = isDrawn(element) || isDrawn(element.parentElement) || Boolean(element.closest(".comp-box") && isDrawn(element.closest(".comp-box")));
	// Covered means wholly covered (WCAG 2.4.11): none of five points inside it is its own.
	const box = element.getBoundingClientRect();
	const points = [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
	const tops = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight).map(([x, y]) => document.elementFromPoint(x, y));
	const isOwn = top => top && (top === element || element.contains(top) || top.contains(element) || top.closest("label")?.contains(element));
	const isSeen = tops.some(isOwn);
	return { path: path(element), hasRing, isCovered: isSeen ? "" : tops[0] ? path(tops[0]) : "the edge of the window" };
}

// Errors, exceptions, policy breaches since the page was opened; expected: those a test provokes.
export async function faultCheck(page, expected = []) {
	const breaches = await page.evaluate(() => window.breaches ?? []);
	return [...page.faults, ...breaches.map(it => `policy: ${it}`)]
		.filter(fault => !expected.some(pattern => pattern.test(fault)));
}

// Targets of less than 24 px that are not within a sentence (WCAG 2.5.8).
export async function targetCheck(page, least = 24) {
	return page.evaluate(least => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
		.filter(it => it.getClientRects().length && !it.closest("p, td, th, dd, .words, .vh, .skip, label") && !it.matches(".vh, .skip"))
		.map(it => [it, it.getBoundingClientRect()])
		.filter(([, box]) => box.width < least - .5 || box.height < least - .5)
		.map(([it, box]) => `small target: ${it.tagName.toLowerCase()}.${it.className} ${Math.round(box.width)}x${Math.round(box.height)} ${it.textContent.trim().slice(0, 30)}`),
	least);
}

// All of them at once, in both themes, for one page in the state it is in. Colours alone differ
// between themes, so the other theme is asked for those. expected: as for faultCheck().
export async function everyRule(page, expected = []) {
	const faults = [];
	const own = page.theme ?? "light";
	for (const theme of [...THEMES.filter(it => it !== own), own]) { // it ends as the page began
		await page.emulateMedia({ colorScheme: theme });
		for (const fault of await axeCheck(page, theme === own ? RULES : COLOUR_RULES))
			faults.push(`${theme}: ${fault}`);
	}
	const walk = await keyboardWalk(page);
	return [...faults, ...await overflowCheck(page), ...walk.faults, ...await faultCheck(page, expected)];
}

// ---- pictures ----

// For people who look: bytes are kept as HARK_SHOTS/file where that folder is named.
export function keep(file, bytes) {
	if (!process.env.HARK_SHOTS)
		return;
	mkdirSync(process.env.HARK_SHOTS, { recursive: true });
	writeFileSync(`${process.env.HARK_SHOTS}/${file}`, bytes);
}

export async function shot(page, name, fullPage = true) {
	if (process.env.HARK_SHOTS)
		keep(`${name}.png`, await page.screenshot({ fullPage }));
}

// ---- checks ----

// A check in which the browser crashes is tried once more: a page that makes it crash does so again.
async function outcome(name, work) {
	const crashesBefore = crashes;
	try {
		return await work() ?? [];
	} catch (error) {
		if (crashes === crashesBefore)
			throw error;
		console.log(`# the browser crashed, tried once more: ${name}`);
		return await work() ?? [];
	}
}

// One line a check. The name is a sentence; work may throw, or give a list of faults.
export function check(name, work) {
	test(name, { timeout: LONGEST_MS }, async () => {
		const faults = await outcome(name, work);
		if (faults.length)
			throw new Error(`${faults.length} faults\n${faults.join("\n")}`);
	});
}

// faults: of a rule of every page, within a check that goes on: a list that nobody looks at says nothing.
export async function holds(faults) {
	const list = await faults;
	if (list.length)
		throw new Error(`${list.length} faults\n${list.join("\n")}`);
}

export function expect(isTrue, sentence) {
	if (!isTrue)
		throw new Error(sentence);
}
