// The main job from end to end, as people do it in a real browser: a mail comes, is answered, its
// end is confirmed; the customer helps himself; the house is set up. On SQLite, or on the
// PostgreSQL that HARK_TEST_DB names.
import { createHmac } from "node:crypto";
import test from "node:test";
import { House } from "./house.mjs";
import { axeCheck, check, closePage, everyRule, expect, faultCheck, markupCheck, openBrowser, openPage, openStaff, overflowCheck, pressAll, signIn, until, WIDTHS } from "./lib.mjs";

const house = await House.start();
const browser = await openBrowser();
const RASA = house.staff("rasa@example.net", "Rasa Petrauskienė");
const MEI = house.staff("mei@example.net", "Mei Chen", "supervisor");
const UGNE = house.staff("ugne@example.net", "Ugnė Kazlauskaitė");
const ADMIN = "admin@nordhome.example";
const PHOTO = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC", "base64");
const HOLD_MS = 10_000;

test.after(async () => {
	await browser.close();
	await house.stop();
});

// ---- what people do ----

function staff(address, options) {
	return openStaff(browser, house, address, options);
}

function show(number) {
	return JSON.parse(house.command(["ticket", "show", String(number), "--json"]));
}

// A ticket of Rasa's.
function ask(name, subject, text = "It was to come last week, and nobody says anything.") {
	const number = house.mailIn({ from: `${name} <${name.toLowerCase()}@example.org>`, subject, text });
	return number;
}

// The newest mail of this trial with these words in its subject to this address, as a page; count: of so many.
async function trialMail(page, address, words, count = 1) {
	await until(async () => {
		await page.goto(`${house.url}/trial/mail`);
		const links = page.locator("main li", { hasText: address }).filter({ hasText: words }).locator("a");
		return await links.count() >= count && (await links.first().click(), true);
	}, `a mail "${words}" to ${address}`);
	await page.waitForSelector("dl.kv");
	return page.textContent("pre.plain");
}

async function go(page) {
	await Promise.all([page.waitForNavigation(), page.locator("main form .btn-p").last().click()]);
}

async function send(page, text) {
	await page.fill("#text-reply", text);
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
}

// ---- 2. a mail comes ----

check("a mail stands in every open inbox without a reload, and the customer knows who, what next and by when", async () => {
	const pages = [await staff(RASA), await staff(MEI), await staff(ADMIN)];
	for (const page of pages)
		await page.path("/inbox/all");
	const number = ask("Ola", "Where is the lamp?");
	const kept = Date.now();
	await Promise.all(pages.map(page => page.waitForFunction(number =>
		document.querySelector("#newbar:not([hidden])") || document.querySelector(`#q${number}`), number)));
	const ms = Date.now() - kept;
	// Alone on a machine it is a fraction of a second; beside other tests that is not for a test to judge.
	console.log(`in every open inbox after ${ms} ms`);
	expect(ms < 5000, `it took ${ms} ms`);
	for (const page of pages) {
		if (await page.isVisible("#newbar"))
			await page.click("#newbar");
		await page.waitForSelector(`#q${number}`);
		expect((await page.textContent(`#q${number}`)).includes("Answer due"), "the list says by when");
	}
	const owner = show(number).owner.name;
	const told = await trialMail(pages[0], "ola@example.org", "We have your message");
	for (const word of [owner, "What next", "By when"])
		expect(told.includes(word), `the confirmation says ${word}`);
	await Promise.all(pages.map(closePage));
});

const HOSTILE = `From: Ed <ed@example.org>\r\nTo: help@nordhome.example\r\nSubject: A picture of it\r\nMessage-ID: <hostile@example.org>\r
MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r
<p onclick="alert(1)">See <b>this</b>: <img src="cid:pic@x" alt="a lamp"><img src="http://tracker.invalid/x.png">
<script>document.title = "broken"</script><style>* { display: none }</style><a href="javascript:alert(1)">here</a>
<form action="https://evil.invalid"><input name="password"></form><iframe src="//evil.invalid"></iframe></p>\r
--b\r\nContent-Type: image/png; name=pic.png\r\nContent-ID: <pic@x>\r\nContent-Disposition: inline; filename=pic.png\r
Content-Transfer-Encoding: base64\r\n\r\n${PHOTO.toString("base64")}\r\n--b\r
Content-Type: application/pdf; name="the bill.pdf"\r\nContent-Disposition: attachment; filename="the bill.pdf"\r
\r\n%PDF-1.4 bill\r\n--b--\r\n`;

check("a mail is shown with its pictures and files, and nothing in it acts", async () => {
	const number = JSON.parse(house.command(["mail-in"], HOSTILE)).ticket;
	const page = await staff(RASA);
	await page.path(`/tickets/${number}`);
	await page.waitForFunction(() => [...document.querySelectorAll(".tl img")].some(it => it.naturalWidth === 10));
	expect(await page.locator(".tl script, .tl style, .tl iframe, .tl input:not([type=hidden]), .tl form[action*=evil], .tl [onclick]").count() === 0, "something dangerous is left");
	expect(await page.locator(".tl a[href^=javascript]").count() === 0, "a link that acts is left");
	expect((await page.textContent(".tl")).includes("were not loaded"), "it says that remote pictures were not loaded");
	const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".tl a", { hasText: "the bill.pdf" }).first().click()]);
	expect(download.suggestedFilename() === "the bill.pdf", "the file keeps its name");
	const faults = await everyRule(page);
	await closePage(page);
	return faults;
});

// ---- 3. it is answered ----

check("a reply is composed in Bengali, looked at, sent, taken back, sent again, and leaves after ten seconds", async () => {
	const number = ask("Rahima", "বাতি জ্বলে না", "আমার বাতিটি সোমবার থেকে জ্বলছে না, এখন কী করব?");
	const page = await staff(RASA);
	await page.path(`/tickets/${number}`);
	await page.keyboard.press("r");
	const debug = await page.context().newCDPSession(page);
	for (const text of ["আ", "আম", "আমরা "])
		await debug.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
	expect(await page.locator(".msg-held").count() === 0, "a half-composed word is no key");
	await debug.send("Input.insertText", { text: "আমরা **আজই** পাঠাব।" });
	expect(await page.inputValue("#text-reply") === "আমরা **আজই** পাঠাব।", "what was composed stands there");
	await page.locator("#panel-reply [data-preview], #panel-reply button", { hasText: "Preview" }).first().click();
	await page.waitForFunction(() => document.querySelector("#panel-reply .preview strong")?.textContent === "আজই");
	await page.locator("#panel-reply button", { hasText: /Preview|Write/ }).first().click();
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
	await page.click(".toast form button");
	await page.waitForFunction(() => document.querySelector("#text-reply")?.value.includes("আজই"));
	expect(await page.locator(".msg-held").count() === 0, "it is taken back");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
	const sent = Date.now();
	const told = await trialMail(await openPage(browser), "rahima@example.org", "Re:");
	expect(Date.now() - sent > HOLD_MS - 1500, "it left before ten seconds were over");
	expect(told.includes("আমরা **আজই** পাঠাব।") || told.includes("আমরা আজই পাঠাব।"), `it says: ${told}`);
	await page.waitForFunction(() => document.querySelector(".msg-us") && !document.querySelector(".msg-held"));
	expect(show(number).messages.filter(it => it.kind === "out").length === 1, "one reply");
	const faults = await faultCheck(page);
	await closePage(page);
	return faults;
});

check("a draft survives signing out, a crash, and is in another tab", async () => {
	const number = ask("Pat", "A draft");
	const page = await staff(RASA);
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "Half of an answer");
	await page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	const tab = await page.context().newPage();
	await tab.goto(`${house.url}/tickets/${number}`);
	expect(await tab.inputValue("#text-reply") === "Half of an answer", "another tab has it");
	await tab.close();
	await page.fill("#text-reply", "Half of an answer, and a word more");
	await page.goto("chrome://crash").catch(() => {});
	const after = await page.context().newPage();
	await after.goto(`${house.url}/tickets/${number}`);
	await after.waitForFunction(() => document.querySelector("#text-reply").value === "Half of an answer, and a word more")
		.catch(async () => { throw new Error(`after the crash: ${await after.inputValue("#text-reply")}`); });
	await after.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	await after.locator("form[action='/sign-out'] button").evaluate(it => it.click());
	await after.waitForURL(/sign-in/);
	const again = await staff(RASA);
	await again.path(`/tickets/${number}`);
	expect(await again.inputValue("#text-reply") === "Half of an answer, and a word more", "it is there after signing in again");
	await closePage(again);
});

check("of two tabs with a draft none loses a word, and each is told of the other", async () => {
	const number = ask("Pat", "Two drafts");
	const first = await staff(RASA);
	await first.path(`/tickets/${number}`);
	const second = await first.context().newPage();
	await second.goto(`${house.url}/tickets/${number}`);
	const isSaved = page => page.waitForFunction(() => document.querySelector("[data-draft-state]").textContent.includes("Draft saved"));
	await first.fill("#text-reply", "A careful long answer of the first tab");
	await isSaved(first);
	await second.fill("#text-reply", "B short");
	await second.waitForSelector("[data-newer]");
	expect((await second.textContent("[data-newer]")).includes("A careful long answer"), "the second is shown what the first has");
	const third = await first.context().newPage();
	await third.goto(`${house.url}/tickets/${number}`);
	await third.waitForSelector("[data-newer]");
	expect(await third.inputValue("#text-reply") === "B short", "what is not saved yet is kept in the browser, and on no account saved over the other");
	await third.close();
	await second.click("[data-newer-both]");
	await isSaved(second);
	const both = "A careful long answer of the first tab\n\nB short";
	expect(await second.inputValue("#text-reply") === both, "both are kept");
	await first.fill("#text-reply", "A careful long answer of the first tab, and more");
	await first.waitForSelector("[data-newer]");
	await first.reload();
	await first.waitForSelector("[data-newer]");
	expect(await first.inputValue("#text-reply") === "A careful long answer of the first tab, and more", "a reload loses nothing");
	await first.click("[data-newer-take]");
	await first.waitForFunction(text => document.querySelector("#text-reply").value === text, both);
	await isSaved(first);
	const again = await staff(RASA);
	await again.path(`/tickets/${number}`);
	expect(await again.inputValue("#text-reply") === both, "and that is what the server has");
	await closePage(again);
	await second.close();
	await closePage(first);
});

check("a note looks unlike a reply, is called what it is, and no customer gets it", async () => {
	const number = ask("Nils", "A secret");
	const page = await staff(RASA);
	const colour = sel => page.locator(sel).evaluate(it => getComputedStyle(it).backgroundColor);
	await page.path(`/tickets/${number}`);
	await page.keyboard.press("r");
	await page.keyboard.type("For the customer");
	const replies = [await colour("#composer"), await page.textContent("#panel-reply [data-send-button]")];
	await page.keyboard.press("Escape");
	await page.keyboard.press("n");
	await page.waitForFunction(() => document.activeElement.id === "text-note");
	expect(await page.inputValue("#text-note") === "", "the reply's text did not come along");
	await page.keyboard.type("He owes us money");
	expect(await page.isHidden("#panel-reply"), "only the note is to be seen");
	expect((await page.textContent("#panel-note")).includes("never sees it"), "it says who reads it");
	expect((await page.textContent("#panel-note [data-send-button]")).trim() === "Save note" && replies[1].includes("Send"), "the buttons have other words");
	expect(await colour("#composer") !== replies[0], "the composer has another colour");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".msg-note");
	expect((await page.textContent(".msg-note")).includes("the customer cannot see it"), "the note says so itself");
	await page.keyboard.press("r");
	await page.waitForFunction(() => document.querySelector("#text-reply").value === "For the customer");
	const messages = show(number).messages;
	expect(messages.length === 2 && messages[1].kind === "note", "one note, no reply");
	const customer = await openPage(browser);
	await signIn(customer, house.link("nils@example.org"));
	await customer.goto(`${house.url}/en/my/requests/${number}`);
	expect(!(await customer.content()).includes("owes us"), "the customer's page is silent about it");
	await customer.goto(`${house.url}/trial/mail`);
	expect(!(await customer.content()).includes("owes us"), "nothing was mailed");
	await closePage(customer);
	await closePage(page);
});

check("two agents see each other, and what arrived unseen stops a reply", async () => {
	const number = ask("Bea", "Two at once");
	const [rasa, mei] = [await staff(RASA), await staff(MEI)];
	await rasa.path(`/tickets/${number}`);
	await mei.path(`/tickets/${number}`);
	await mei.keyboard.press("r");
	await mei.keyboard.type("I am on it");
	await rasa.waitForFunction(() => /Mei Chen is writing a reply/.test(document.querySelector(".presence").textContent));
	await mei.waitForFunction(() => /Rasa/.test(document.querySelector(".presence").textContent));
	await mei.fill("#text-reply", "");
	await mei.path("/inbox");
	await rasa.waitForFunction(() => !/Mei/.test(document.querySelector(".presence").textContent));
	// A page that is not live, such as in a train.
	await rasa.context().setOffline(true);
	await rasa.fill("#text-reply", "It comes on Friday.");
	house.mailIn({ from: "Bea <bea@example.org>", subject: `Re: [#${number}]`, text: "Never mind, I have found it!" });
	await rasa.context().setOffline(false);
	await rasa.click("#panel-reply [data-send-button]");
	await rasa.waitForSelector(".stopbox");
	expect((await rasa.textContent(".stopbox")).includes("I have found it"), "it shows what is new");
	expect(await rasa.inputValue("#text-reply") === "It comes on Friday.", "the text is kept");
	expect(show(number).messages.filter(it => it.kind === "out").length === 0, "nothing was sent");
	const faults = await everyRule(rasa, [/409/, /INTERNET_DISCONNECTED/, /Failed to fetch/]);
	await rasa.fill("#text-reply", "Good that you found it.");
	await rasa.click("[data-send-button]");
	await rasa.waitForSelector(".msg-held");
	await closePage(rasa);
	await closePage(mei);
	return faults;
});

// ---- 4. its end ----

async function resolve(page, number) {
	await page.path(`/tickets/${number}`);
	await page.keyboard.press("e");
	await page.waitForFunction(() => /Resolved/.test(document.querySelector(".toast")?.textContent));
}

check("the customer says No and it is open again with its owner; then Yes, and it is closed", async () => {
	const number = ask("Tom", "Solve it");
	const page = await staff(RASA);
	const customer = await openPage(browser, { width: 390, height: 800 });
	const faults = [];
	const owner = show(number).owner.name;
	for (const [button, state, mails] of [["No", "open", 1], ["Yes", "closed", 2]]) {
		await resolve(page, number);
		await trialMail(customer, "tom@example.org", "really solved", mails);
		const link = await customer.locator("main ul a[href*='/solved/']").first().getAttribute("href");
		for (let i = 0; i < 3; i++)
			await customer.goto(house.url + link);
		expect(show(number).state === "resolved", "looking at it records nothing");
		faults.push(...await everyRule(customer), ...await markupCheck(await customer.content()));
		await Promise.all([customer.waitForNavigation(), customer.locator("main form button", { hasText: button }).click()]);
		const ticket = show(number);
		expect(ticket.state === state && ticket.owner.name === owner, `${button}: ${ticket.state} of ${ticket.owner.name}`);
		faults.push(...await everyRule(customer));
		if (button === "No") {
			expect((await customer.textContent("main")).includes(owner), "it says who goes on");
			await customer.fill("textarea", "The second one is missing.");
			await go(customer);
			await page.waitForFunction(() => document.querySelector(".tl").textContent.includes("The second one is missing."));
			expect(ticket.clocks.some(it => it.state === "running"), "there is a fresh promise");
			await customer.close();
		}
		if (button === "No")
			Object.assign(customer, await openPage(browser, { width: 390, height: 800 }));
	}
	expect(show(number).closed_as === "confirmed", "the end is confirmed");
	await closePage(customer);
	await closePage(page);
	return faults;
});

// ---- 5. the customer helps himself ----

check("a customer signs in by a mailed link that looking at burns nothing of, sees what happens next, and adds a photo", async () => {
	const number = ask("Una", "The door is broken");
	const agent = await staff(RASA);
	const faults = [];
	await agent.path(`/tickets/${number}`);
	const page = await openPage(browser, { width: 320, height: 700 });
	await page.goto(`${house.url}/en/sign-in`);
	faults.push(...await everyRule(page));
	await page.fill("#f-email", "una@example.org");
	await go(page);
	faults.push(...await everyRule(page));
	const mail = await openPage(browser);
	await trialMail(mail, "una@example.org", /sign/i);
	const link = await mail.locator("main ul a[href*='/link/']").first().getAttribute("href");
	for (let i = 0; i < 3; i++)
		await mail.goto(house.url + link);
	await page.goto(house.url + link);
	faults.push(...await everyRule(page));
	await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
	await page.waitForURL(/\/my\/requests/);
	faults.push(...await everyRule(page));
	await page.click(`a[href$='/my/requests/${number}']`);
	await page.waitForSelector("#steps");
	const words = await page.textContent("main");
	expect(words.includes(show(number).owner.name), "it says who has it");
	expect(/What happens next/.test(words) && / by /.test(words), "it says what next and by when");
	await page.fill("textarea[name=body]", "Here is how it looks.");
	await page.setInputFiles("input[type=file]", { name: "door.png", mimeType: "image/png", buffer: PHOTO });
	await go(page);
	expect((await page.textContent("body")).includes("Your words have arrived"), "it says that they arrived");
	await agent.waitForFunction(() => document.querySelector(".tl").textContent.includes("Here is how it looks."));
	await agent.waitForFunction(() => [...document.querySelectorAll(".tl a")].some(it => it.textContent.includes("door.png")));
	faults.push(...await everyRule(page), ...await everyRule(agent));
	await mail.goto(house.url + link);
	expect((await mail.textContent("h1")).includes("no longer good"), "the link works once");
	for (const it of [page, agent, mail])
		await closePage(it);
	return faults;
});

check("a question is asked without scripts, and stands in the inbox", async () => {
	const agent = await staff(RASA);
	await agent.path("/inbox/all");
	const page = await openPage(browser, { width: 390, height: 800, javaScriptEnabled: false });
	await page.goto(`${house.url}/lt/`);
	await page.click("a[href='/lt/new']");
	await page.click("label.choice >> nth=0");
	await page.locator("main form button.btn-p").click();
	await page.fill("#f-body", "Kada atvyks mano lempa? Laukiu jau dvi savaites.");
	await go(page);
	while (await page.locator("#f-name").count() === 0) // files, harm: what may be passed over
		await go(page);
	await page.fill("#f-name", "Jonas Jonaitis");
	await page.fill("#f-email", "jonas@example.org");
	await go(page);
	await go(page);
	expect(page.url().endsWith("/sent"), `it ends at ${page.url()}`);
	await agent.waitForSelector("#newbar:not([hidden])");
	await agent.click("#newbar");
	await agent.waitForFunction(() => document.querySelector(".queue").textContent.includes("Jonas Jonaitis"));
	await closePage(page);
	await closePage(agent);
});

// ---- 6. the house ----

function codeOf(secret, at = Date.now()) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const bits = [...secret.replace(/\s|=/g, "")].map(it => letters.indexOf(it).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map(it => parseInt(it, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
	const digest = createHmac("sha1", key).update(step).digest();
	const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, "0");
}

check("an administrator makes people, a team, a mailbox, and sets name, colour and language", async () => {
	const page = await staff(ADMIN);
	const faults = [];
	const make = async (path, fields) => {
		await page.path(path);
		faults.push(...await axeCheck(page), ...await overflowCheck(page));
		for (const [name, value] of Object.entries(fields))
			if (await page.locator(`[name="${name}"]`).evaluate(it => it.tagName) === "SELECT")
				await page.selectOption(`[name="${name}"]`, value);
			else
				await page.fill(`[name="${name}"]`, value);
		await go(page);
		expect(await page.locator(".toast").count() === 1, `${path}: nothing was said but ${(await page.textContent("main")).trim().slice(0, 200)}`);
	};
	await make("/admin/staff/new", { name: "Zita Zed", email: "zita@example.net", role: "agent" });
	await make("/admin/teams/new", { name: "Night watch" });
	await make("/admin/mailboxes/new", { name: "Nordhome at night", address: "night@nordhome.example", team: { label: "Night watch" } });
	await make("/admin/organisation", { name: "Nordhome Ltd" });
	await page.path("/admin/organisation");
	const select = page.locator("select[name=accent]");
	if (await select.count()) {
		await select.selectOption({ index: 1 });
		await go(page);
	}
	expect((await page.textContent(".logo")).includes("Nordhome Ltd"), "the new name stands on top");
	const mail = house.command(["mail-in", "--mailbox", "night@nordhome.example"], "From: Kai <kai@example.org>\r\nTo: x@example.org\r\nSubject: Mend it\r\nMessage-ID: <kai@example.org>\r\n\r\nPlease mend my lamp soon.\r\n");
	expect(JSON.parse(mail).outcome === "ticket", "the new mailbox takes mail");
	await closePage(page);
	return faults;
});

check("who is new signs in by a mailed link, sets a password, then an authenticator", async () => {
	const page = await openPage(browser);
	const mail = await openPage(browser);
	const faults = [];
	await page.goto(`${house.url}/staff/sign-in`);
	faults.push(...await everyRule(page));
	await page.fill("[name=email]", UGNE);
	await Promise.all([page.waitForNavigation(), page.click("[formaction='/staff/sign-in/link']")]);
	await trialMail(mail, UGNE, /sign/i);
	const link = await mail.locator("main ul a[href*='/link/']").first().getAttribute("href");
	await signIn(page, house.url + link);
	await page.goto(`${house.url}/me`);
	await page.fill("[name=password]", "four lamps and a chair");
	await Promise.all([page.waitForNavigation(), page.locator("form[action='/me/password'] button").click()]);
	await page.goto(`${house.url}/me/authenticator`);
	faults.push(...await everyRule(page));
	const secret = (await page.locator("main").innerText()).match(/\b(?:[A-Z2-7]{4} ){3,}[A-Z2-7]{1,4}\b/)[0];
	await page.fill("[name=code]", codeOf(secret));
	await go(page);
	expect((await page.textContent("main")).includes("asks for a code"), `the authenticator is set up: ${(await page.textContent("main")).trim().slice(0, 300)}`);
	await page.locator("form[action='/sign-out'] button").evaluate(it => it.click());
	await page.waitForURL(/sign-in/);
	await page.fill("form[action='/staff/sign-in'] [name=email]", UGNE);
	await page.fill("[name=password]", "four lamps and a chair");
	await Promise.all([page.waitForNavigation(), page.locator("form[action='/staff/sign-in'] button").first().click()]);
	faults.push(...await everyRule(page));
	// Each code is good once, and one of the next half minute already.
	await page.fill("[name=code]", codeOf(secret, Date.now() + 30_000));
	await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
	await page.waitForURL(/\/inbox/);
	await closePage(page);
	await closePage(mail);
	return faults;
});

check("a supervisor sees everything of the team, and hands a ticket over", async () => {
	const number = ask("Leo", "Hand it over");
	const page = await staff(MEI);
	await page.path("/inbox/all");
	await page.waitForSelector(`#q${number}`);
	await page.path(`/tickets/${number}`);
	await page.keyboard.press("a");
	await page.waitForSelector("#assign-box select[name=owner]");
	await page.selectOption("#assign-box select[name=owner]", { label: await page.locator("#assign-box option", { hasText: "Ugnė" }).first().textContent() });
	await page.locator("#assign-box button").first().click();
	await page.waitForSelector(".toast");
	expect(show(number).owner.email === UGNE, "Ugnė has it");
	await page.keyboard.press("z");
	await page.waitForFunction(() => /taken back/.test(document.querySelector(".toast")?.textContent));
	expect(show(number).owner.email !== UGNE, "and not any more");
	await closePage(page);
});

// ---- everywhere ----

// What a Bengali keyboard names the keys.
const BENGALI = { KeyJ: "ক", KeyK: "ত", KeyO: "গ", KeyR: "প", KeyN: "ল", KeyC: "এ", KeyE: "ড", KeyA: "ঋ", KeyZ: "য" };

check("the keyboard works as it stands in its list, on a Bengali layout too", async () => {
	const number = ask("Kim", "Keys");
	const page = await staff(RASA);
	const debug = await page.context().newCDPSession(page);
	const press = async code => {
		for (const type of ["rawKeyDown", "keyUp"])
			await debug.send("Input.dispatchKeyEvent", { type, code, key: BENGALI[code], windowsVirtualKeyCode: code.charCodeAt(3) });
	};
	await page.path("/inbox/all");
	await press("KeyJ");
	expect(await page.evaluate(() => document.activeElement.matches(".q")), "J goes to a ticket");
	const first = await page.evaluate(() => document.activeElement.id);
	await press("KeyJ");
	await press("KeyK");
	expect(await page.evaluate(() => document.activeElement.id) === first, "K goes back");
	await press("KeyO");
	await page.waitForURL(/\/tickets\/\d+/);
	await page.path(`/tickets/${number}`);
	await press("KeyR");
	expect(await page.evaluate(() => document.activeElement.id) === "text-reply", "R is for the reply");
	await page.keyboard.press("Escape");
	await press("KeyN");
	expect(await page.evaluate(() => document.activeElement.id) === "text-note", "N is for the note");
	await page.keyboard.press("Escape");
	await press("KeyA");
	await page.waitForSelector("#assign-box select");
	await page.keyboard.press("Escape");
	await page.path(`/tickets/${number}`);
	await press("KeyE");
	await page.waitForFunction(() => /Resolved/.test(document.querySelector(".toast")?.textContent));
	await press("KeyZ");
	await page.waitForFunction(() => /taken back/.test(document.querySelector(".toast")?.textContent));
	expect(show(number).state !== "resolved", "Z undid it");
	await press("KeyC");
	await page.waitForURL(/\/tickets\/new/);
	await page.path("/inbox");
	await page.keyboard.press("?");
	await page.waitForSelector("#keys[open]");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Control+k");
	await page.waitForSelector("#palette[open]");
	await page.keyboard.press("Escape");
	await page.path("/customers");
	await pressAll(page, "g", "i");
	await page.waitForURL(/\/inbox$/);
	await closePage(page);
});

check("what opens over a page keeps the rules, wide and narrow, light and dark", async () => {
	const number = ask("Zoe", "Open things");
	const faults = [];
	for (const theme of ["light", "dark"])
		for (const width of WIDTHS) {
			const page = await staff(RASA, { theme, width, height: 800 });
			const look = async what => faults.push(...[...await axeCheck(page), ...await overflowCheck(page)].map(it => `${what}, ${theme}, ${width}: ${it}`));
			await page.path(`/tickets/${number}`);
			await page.keyboard.press("?");
			await look("the keys");
			await page.keyboard.press("Escape");
			await page.keyboard.press("Control+k");
			await page.keyboard.type("lamp");
			await page.waitForTimeout(300);
			await look("the palette");
			await page.keyboard.press("Escape");
			for (const [what, summary] of [["the menu of the account", ".top details:last-of-type > summary"], ["more", ".acts details:last-of-type > summary"]]) {
				await page.locator(summary).last().click();
				await look(what);
				await page.keyboard.press("Escape");
			}
			await page.path(`/tickets/${number}?kind=note`);
			await look("the note");
			await page.path("/admin/nothing").catch(() => {});
			await look("an error");
			faults.push(...await faultCheck(page, [/status of 40[34]/]));
			await closePage(page);
		}
	return faults;
});
