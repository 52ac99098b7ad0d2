// The scripts of staff pages, one behaviour at a time, against a page that holds only what they
// look for. Real pages have tests of their own.
import { globSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, beforeEach } from "node:test";
import { check, closePage, expect, faultCheck, openBrowser, openPage, pressAll } from "./lib.mjs";
import { ScriptServer } from "./scripts_server.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));
const built = globSync(process.env.HARK_SCRIPT ?? `${top}build*/src/web/assets/stage/out/hark-*.js`)
	.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
const server = new ScriptServer(built);
let browser;
let page;

before(async () => {
	await server.open();
	browser = await openBrowser();
});

after(async () => {
	await browser.close();
	server.close();
});

beforeEach(async () => {
	Object.assign(server, { isFailing: false, isGone: false, isDead: false, said: 5, me: "900000000000000123", held: null });
	server.sent.length = 0;
	server.far.clear();
	if (page)
		await closePage(page);
	server.cut(); // that of the page before may not have ended yet
	page = await openPage(browser);
	await page.goto(server.url);
	await until(() => server.streams.size > 0, "the page listens");
});

async function until(isTrue, sentence, most = 60_000) {
	for (const end = Date.now() + most; Date.now() < end;) {
		if (await isTrue())
			return;
		await new Promise(done => setTimeout(done, 40));
	}
	throw new Error(`in vain waited for: ${sentence}`);
}

const focused = () => page.evaluate(() => document.activeElement.id);
const press = key => page.keyboard.press(key);
const value = id => page.inputValue(`#${id}`);

async function arrives(path) {
	await until(() => new URL(page.url()).pathname === path, path);
	await page.waitForLoadState("load");
}

// A key as an input method or another layout gives it.
function pressAs(init) {
	return page.evaluate(init => document.activeElement.dispatchEvent(
		new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init })), init);
}

check("J and K walk through the list and O opens", async () => {
	await press("j");
	expect(await focused() === "q16", "J goes to the next row");
	await press("k");
	expect(await focused() === "q17", "K goes back");
	await press("j");
	await press("o");
	await arrives("/tickets/16");
});

check("brackets open the neighbour of the ticket that is shown", async () => {
	await press("]");
	await arrives("/tickets/16");
});

check("a key in a closed menu, a pair of keys and undo do what they say", async () => {
	await press("a");
	await arrives("/assign");
	await pressAll(page, "g", "i");
	await arrives("/inbox");
	await press("z");
	await arrives("/undo");
});

check("letters that are typed stay letters", async () => {
	await press("r");
	expect(await focused() === "text-reply", "R begins a reply");
	await page.keyboard.type("jkrne");
	expect(await value("text-reply") === "jkrne", "the text is what was typed");
	await press("Escape");
	expect(await focused() === "q17", "Escape goes back to the row");
});

check("keys work on a Bengali layout and never while a letter is composed or AltGr is held", async () => {
	await pressAs({ key: "ক", code: "KeyJ" });
	expect(await focused() === "q16", "the place of J counts");
	await pressAs({ key: "ę", code: "KeyE", ctrlKey: true, altKey: true });
	await pressAs({ key: "e", code: "KeyE", isComposing: true });
	await pressAs({ key: "Process", code: "KeyE", keyCode: 229 });
	await page.waitForTimeout(200);
	expect(server.sentTo("/resolve").length === 0, "nothing was resolved");
});

check("single keys can be switched off, and the server is told", async () => {
	await press("?");
	await page.uncheck("[data-keys-switch]");
	await page.click("[data-close]");
	const where = await focused();
	await press("j");
	expect(await focused() === where, "J does nothing");
	await until(() => server.sentTo("/me/keys").some(it => it.includes("keys=off") && it.includes("form_token=token-of-the-form")), "the choice is sent");
});

check("the palette does what the page can do, and finds on the server from three letters on", async () => {
	await press("Control+k");
	await page.keyboard.type("note");
	await press("Enter");
	expect(await focused() === "text-note", "the command was done");
	await press("Escape");
	await press("Control+k");
	await page.keyboard.type("fa");
	await page.waitForTimeout(300);
	expect(await page.locator("#found [data-href]").count() === 0, "two letters ask nobody");
	await page.keyboard.type("t");
	await until(async () => await page.locator("#found [data-href][aria-selected=\"true\"]").count() === 1, "a hit that is chosen");
	await press("Enter");
	await arrives("/tickets/17");
});

check("what Undo takes back goes along to the next page, and is there no longer when something else was done", async () => {
	await page.goto(`${server.url}/inbox?toast=`);
	expect(await page.locator(".toast").count() === 1, "it is there again");
	await press("z");
	await arrives("/undo"); // which is a page with a deed of its own
	await page.goto(`${server.url}/inbox?toast=Saved`);
	expect(await page.textContent(".toasts") === "Saved", "the later one alone");
	await page.goto(`${server.url}/inbox?toast=`);
	expect(await page.locator(".toast").count() === 0, "and the one before is gone");
	server.me = "900000000000000124";
	await page.goto(server.url);
	server.me = "900000000000000123";
	await page.goto(`${server.url}/inbox?toast=`);
	expect(await page.locator(".toast").count() === 0, "that of somebody else is not his");
});

check("the palette counts a vowel sign as a letter", async () => {
	await press("Control+k");
	await page.fill("#palette input", "জল");
	await page.waitForTimeout(300);
	expect(await page.locator("#found [data-href]").count() === 0, "two letters ask nobody");
	await page.fill("#palette input", "পানি"); // four, of which two are signs
	await page.waitForSelector("#found [data-href]");
	await page.fill("#palette input", "வீடு");
	await page.waitForSelector("#found [data-href]");
});

check("the palette leads to the whole search, and asks for a number of one figure", async () => {
	await press("Control+k");
	await page.keyboard.type("7");
	await until(async () => await page.locator("#found [data-href][aria-selected=\"true\"]").count() === 1, "a hit that is chosen");
	expect(await page.locator("#found > :last-child").textContent() === "All that is found for “7”", "the last one is the rest");
	expect(await page.locator("#palette [role=status]").textContent() === "Results: 1", "which is no result");
	await press("Escape");
	await press("Control+k");
	await page.keyboard.type("no & such");
	await page.waitForSelector("#found [data-href]");
	await press("ArrowDown");
	await page.waitForSelector("#found-all[aria-selected=true]");
	await press("Enter");
	await arrives("/search");
	expect(new URL(page.url()).searchParams.get("q") === "no & such", "for what was typed");
});

check("reply and note never mix", async () => {
	await press("n");
	await page.keyboard.type("secret");
	await press("Control+Enter");
	await until(() => server.sentTo("/notes").length === 1, "the note is saved");
	expect(server.sentTo("/notes")[0].includes("secret"), "as a note");
	expect(server.sentTo("/replies").length === 0, "and nothing left");
});

check("a form is sent once, with the button that Ctrl Enter stands for", async () => {
	await page.fill("#text-reply", "Good day");
	await press("Control+Enter");
	await press("Control+Enter");
	await until(() => server.sentTo("/replies").length > 0, "the reply is sent");
	await page.waitForTimeout(300);
	expect(server.sentTo("/replies").length === 1, "once");
	expect(/name="then"\s+wait/.test(server.sentTo("/replies")[0]), "and waits");
});

check("an empty reply is not sent", async () => {
	await page.focus("#text-reply");
	await press("Control+Enter");
	await page.waitForTimeout(200);
	expect(server.sentTo("/replies").length === 0, "nothing left");
});

check("a draft is on the server a second after the typing stops", async () => {
	await page.fill("#text-reply", "Dear Fatima");
	await until(() => server.sentTo("/draft").some(it => it.includes("Dear+Fatima") && it.includes("kind=reply")), "the draft");
	await until(async () => /^Saved \d\d:\d\d$/.test(await page.textContent("#panel-reply [data-draft-state]")), "the words that say so");
});

check("a draft that the server cannot take survives in the browser", async () => {
	server.isFailing = true;
	await page.fill("#text-reply", "Not lost");
	await until(async () => (await page.textContent("#panel-reply [data-draft-state]")).startsWith("Kept here"), "the words that say so");
	server.isFailing = false;
	await page.goto("about:blank");
	await page.goto(server.url);
	await until(async () => await value("text-reply") === "Not lost", "the text is back");
	await until(() => server.sentTo("/draft").filter(it => it.includes("Not+lost")).length > 1, "and on the server");
});

// Presses Send while nothing can be posted: the browser shows a page of its own.
async function sendInVain(text) {
	await page.fill("#text-reply", text);
	server.isGone = true;
	await press("Control+Enter");
	await until(() => page.url().startsWith("chrome-error:") || page.url().endsWith("/replies"), "the error page");
	server.isGone = false;
	await page.goto("about:blank");
}

check("a reply that never arrived stands in its field again", async () => {
	await sendInVain("Never arrived");
	await page.goto(server.url);
	await until(async () => await value("text-reply") === "Never arrived", "the text is back");
	await until(() => server.sentTo("/draft").some(it => it.includes("Never+arrived")), "and on the server");
});

check("a reply that arrived does not come back, though the answer was lost", async () => {
	await sendInVain("Arrived");
	server.said = 6;
	await page.goto(server.url);
	await page.waitForTimeout(300);
	expect(await value("text-reply") === "", "the field is empty");
	expect(await page.evaluate(() => Object.keys(localStorage).filter(it => it.startsWith("hark.draft")).join()) === "", "and nothing is kept");
});

check("what one person began is not shown to another at the same browser", async () => {
	server.isFailing = true;
	await page.fill("#text-reply", "Mine alone");
	await until(async () => (await page.textContent("#panel-reply [data-draft-state]")).startsWith("Kept here"), "it is kept");
	server.isFailing = false;
	await page.goto("about:blank");
	server.sent.length = 0;
	server.me = "900000000000000124";
	await page.goto(server.url);
	await page.waitForTimeout(300);
	expect(await value("text-reply") === "", "the other has an empty field");
	expect(!server.sentTo("/draft").some(it => it.includes("Mine")), "and nothing is saved as his");
	server.me = "900000000000000123";
	await page.goto(server.url);
	await until(async () => await value("text-reply") === "Mine alone", "the first has his words");
});

check("the clock is that of the person's settings", async () => {
	await page.evaluate(() => { document.documentElement.dataset.timezone = "Pacific/Kiritimati"; });
	await page.fill("#text-reply", "What time is it?");
	await until(async () => /^Saved/.test(await page.textContent("#panel-reply [data-draft-state]")), "it is saved");
	const there = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Pacific/Kiritimati" });
	const times = [0, 60_000].map(ago => `Saved ${there.format(Date.now() - ago)}`);
	expect(times.includes(await page.textContent("#panel-reply [data-draft-state]")), `says ${times[0]}`);
});

check("a new ticket is counted though it stands on a later page of the list", async () => {
	server.far.add("98");
	server.tell("message.added", '{"ticket":97}');
	server.tell("ticket.opened", '{"ticket":98}');
	await until(async () => await page.textContent("#newbar") === "New: 1", "it is counted");
	expect(await page.title() === "(1) Scripts", "the title says so");
	await page.click("#newbar");
	await until(async () => await page.locator("#q98").count() === 1, "it is shown");
	expect(await focused() === "q98", "before the others");
	expect(await page.title() === "Scripts", "nothing is new any more");
});

check("of two tickets that come while the list is asked for none is lost", async () => {
	const first = server.hold("GET", "only=");
	server.far.add("97").add("98");
	server.tell("ticket.opened", '{"ticket":98}');
	await until(() => first.isHere, "the first question");
	server.tell("ticket.opened", '{"ticket":97}');
	await page.waitForTimeout(1000); // by then it has been gathered
	first.go();
	await until(async () => await page.textContent("#newbar") === "New: 2", "both are counted");
});

check("drafts are saved one after the other, so that the newest is the last", async () => {
	const first = server.hold("POST", "/draft");
	await page.fill("#text-reply", "One");
	await until(() => first.isHere, "the first saving");
	await page.fill("#text-reply", "One, two");
	await page.focus("#q16");
	await page.waitForTimeout(1500); // longer than the pause after which it would be saved
	expect(server.sentTo("/draft").length === 1, "the second waits");
	first.go();
	await until(() => server.sentTo("/draft").some(it => it.includes("One%2C+two")), "and follows");
});

check("what the palette found for other words does not come into the next one", async () => {
	const first = server.hold("GET", "/search");
	await press("Control+k");
	await page.keyboard.type("fat");
	await until(() => first.isHere, "the question");
	await press("Escape");
	await press("Control+k");
	first.go();
	await page.waitForTimeout(500);
	expect(await page.locator("#found [data-href]").count() === 0, "nothing was asked for");
});

check("buttons of the toolbar write Markdown, and the browser's own undo takes it back", async () => {
	await page.fill("#text-reply", "make this bold");
	await page.evaluate(() => document.getElementById("text-reply").setSelectionRange(5, 9));
	await page.click("[data-md=bold]");
	expect(await value("text-reply") === "make **this** bold", "bold");
	await page.click("[data-md=bold]");
	expect(await value("text-reply") === "make this bold", "and back");
	await page.fill("#text-reply", "one\ntwo");
	await page.evaluate(() => document.getElementById("text-reply").setSelectionRange(0, 7));
	await page.click("[data-md=list]");
	expect(await value("text-reply") === "- one\n- two", "a list");
	await press("Control+z");
	expect(await value("text-reply") === "one\ntwo", "undone");
});

check("the preview comes from the server", async () => {
	await page.fill("#text-reply", "**shown**");
	await page.click("[data-preview]");
	await until(async () => await page.innerHTML(".preview") === "<p><b>shown</b></p>", "the preview");
});

check("a preview that cannot be had leaves no empty box, and says so", async () => {
	await page.fill("#text-reply", "shown");
	server.isGone = true;
	await page.click("[data-preview]");
	await until(() => page.locator(".toast", { hasText: "That did not work." }).isVisible(), "the word");
	expect(await page.locator(".preview").isHidden(), "no empty box");
	expect(await page.getAttribute("[data-preview]", "aria-pressed") === "false", "nor a pressed button");
});

check("pasted files join the chosen ones; what is too large is left out with a word", async () => {
	await page.setInputFiles("input[type=file]", [{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") }]);
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.items.add(new File(["x"], "b.png"));
		data.items.add(new File(["much too large"], "c.png"));
		document.getElementById("text-reply").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
	});
	const names = await page.$eval("input[type=file]", input => [...input.files].map(file => file.name).join());
	expect(names === "a.txt,b.png", `a.txt and b.png, not ${names}`);
	expect((await page.textContent(".toasts")).includes("Larger than"), "a toast says so");
	await page.click("[data-drop='0']");
	expect(await page.$eval("input[type=file]", input => input.files[0].name) === "b.png", "the first is gone");
});

check("news change what is shown in its place, and nothing that one works on", async () => {
	await page.fill("#text-reply", "half written");
	await page.focus("#q16");
	server.tell("message.added", '{"ticket":17}');
	server.tell("ticket.opened", '{"ticket":99}');
	await until(async () => (await page.textContent("#timeline")).includes("fresh words"), "the conversation follows");
	await until(async () => await page.textContent("#q16") === "Order, changed", "the row changes");
	expect(await focused() === "q16", "the focus stays");
	expect(await value("text-reply") === "half written", "the reply stays");
	expect(await page.textContent("#newbar") === "New: 1", "what is new is counted");
	expect(await page.locator("#q99").count() === 0, "and not put in");
	await until(async () => await page.textContent("[data-count=mine]") === "9", "counts follow");
	expect(await page.locator("[data-count=unassigned]").isHidden(), "0 is not shown");
	await page.click("#newbar");
	await until(async () => await page.locator("#q99").count() === 1, "the new row comes when asked for");
	expect(await page.getAttribute("#q17", "aria-current") === "true", "the open ticket stays marked");
});

check("one sees who else is here, and no longer when they left", async () => {
	server.tell("presence", '{"ticket":17,"actor":900000000000000124,"who":"Tomas","doing":"writing"}');
	await until(async () => await page.textContent(".presence") === "Asta looks · Tomas writes", "both");
	server.tell("presence", '{"ticket":17,"actor":900000000000000124,"who":"Tomas","doing":"gone"}');
	await until(async () => await page.textContent(".presence") === "Asta looks", "the one who stays");
	server.tell("presence", '{"ticket":17,"actor":900000000000000123,"who":"I","doing":"writing"}');
	await page.waitForTimeout(200);
	expect(await page.textContent(".presence") === "Asta looks", "one is not told of oneself");
});

check("the bell shows news of one's own tickets only, by ids of 63 bits", async () => {
	server.tell("ticket.assigned", '{"ticket":44,"owner":900000000000000124,"actor":5}');
	await page.waitForTimeout(300);
	expect(await page.getAttribute("[data-bell]", "data-new") === null, "not of others'");
	server.tell("ticket.assigned", '{"ticket":44,"owner":900000000000000123,"actor":5}');
	await until(async () => await page.getAttribute("[data-bell]", "data-new") === "", "of one's own");
});

check("a page says when it is not live, and goes on by itself", async () => {
	server.isFailing = true;
	server.cut();
	await until(() => page.locator("#stale").isVisible(), "the bar");
	expect(/Not live since \d\d:\d\d/.test(await page.textContent("#stale")), "says since when");
	server.isFailing = false;
	await until(() => page.locator("#stale").isHidden(), "live again");
});

check("what is sent while the server is away stays in its field, with a word, and is sent when it is back", async () => {
	await page.fill("#text-reply", "Not thrown away");
	await until(() => server.sentTo("/draft").length > 0, "the draft");
	server.isDead = true;
	server.cut();
	await until(() => page.locator("#stale").isVisible(), "it is known to be away");
	await press("Control+Enter");
	await until(() => page.locator(".toast", { hasText: "Nobody answers." }).isVisible(), "the word");
	expect(page.url() === `${server.url}/`, "the page stays");
	expect(await value("text-reply") === "Not thrown away", "with what was written");
	server.isDead = false;
	await press("Control+Enter");
	await arrives("/replies");
	expect(server.sentTo("/replies").length === 1 && server.sentTo("/replies")[0].includes("Not thrown away"), "once");
	expect(/name="then"\s+wait/.test(server.sentTo("/replies")[0]), "with its button");
});

check("menus close on Escape and give the focus back", async () => {
	await page.click("#more");
	await press("Escape");
	expect(await page.$eval("details.menu", menu => !menu.open), "closed");
	expect(await focused() === "more", "the focus is back");
});

check("the theme changes at once and is kept", async () => {
	await page.click("#theme");
	expect(await page.getAttribute("html", "data-theme") === "dark", "dark");
	await until(() => server.sentTo("/me/theme").some(it => it.includes("theme=dark")), "the server is told");
});

check("relative times follow the clock in the reader's words", async () => {
	await page.clock.install();
	await page.goto(server.url);
	await page.clock.runFor(61_000);
	expect(/days ago$/.test(await page.textContent("time")), await page.textContent("time"));
});

check("nothing breaks the content security policy, Trusted Types included", async () => {
	server.tell("message.added", '{"ticket":17}');
	await until(async () => (await page.textContent("#timeline")).includes("fresh words"), "a swap");
	return faultCheck(page);
});
