// Saved replies: their pages, the picker in the reply box by keyboard, the gap that stops the
// sending, and the same without a script.
import test from "node:test";
import { House } from "./house.mjs";
import { WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, openStaff, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const ADMIN = "admin@nordhome.example";
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });
const number = mail("The tap drips");

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, RASA, options);
const pressed = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function write(fields) {
	const page = await openStaff(browser, house, ADMIN);
	await page.path("/saved-replies/new");
	for (const [name, value] of Object.entries(fields))
		await page.fill(`[name=${name}]`, value);
	await pressed(page, "main form .btn-p");
	await closePage(page);
}

async function forgetPhone() {
	const page = await openStaff(browser, house, ADMIN);
	await page.path("/admin/organisation");
	await page.fill("[name=phone]", "");
	await pressed(page, "main form .btn-p");
	await closePage(page);
}

await forgetPhone();
await write({ title: "Thank you for the picture", shortcut: "thanks", text_en: "Dear {{customer.name}},\n\nthank you for #{{ticket.number}}. {{agent.name}}" });
await write({ title: "Please call us", shortcut: "call", text_en: "Please call {{house.phone}} today." });
await write({ title: "Ačiū už kantrybę", text_lt: "Ačiū, {{customer.name}}." });

for (const width of WIDTHS)
	check(`the pages and the picker keep the rules: ${width} px`, async () => {
		const page = await openStaff(browser, house, ADMIN, { width, height: 800 });
		const faults = [];
		const look = async what => {
			for (const fault of [...await everyRule(page), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
		};
		await page.path("/saved-replies");
		await look("list");
		await page.path("/saved-replies/new");
		await look("form");
		await page.path(`/tickets/${number}`);
		await page.focus("#text-reply");
		await page.click("[data-saved-open]");
		await page.waitForSelector("#saved-list [role=option]");
		await look("picker");
		await closePage(page);
		return faults;
	});

check("the markup is right", async () => {
	const page = await openStaff(browser, house, ADMIN);
	const faults = [];
	for (const path of ["/saved-replies", "/saved-replies?archived=1", "/saved-replies/new", `/tickets/${number}`])
		faults.push(...await markupCheck(await (await page.path(path)).text()));
	await closePage(page);
	return faults;
});

check("a stroke, a few letters and Enter put the text where the cursor stands", async () => {
	const page = await open();
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "Hello\n\nBye");
	await page.evaluate(() => document.getElementById("text-reply").setSelectionRange(6, 6));
	await page.focus("#text-reply");
	await page.keyboard.type("/");
	await page.waitForSelector("#saved-list [role=option]");
	await page.keyboard.type("picture");
	expect(await page.locator("#saved-list [role=option]").count() === 1, "words find it");
	expect((await page.textContent(".saved-text")).includes("{{customer.name}}"), "its text is shown before");
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.getElementById("text-reply").value.includes("Ola Nord"));
	const text = await page.inputValue("#text-reply");
	expect(text === `Hello\nDear Ola Nord,\n\nthank you for #${number}. Rasa Petrauskienė\nBye`, `there, and the stroke is gone: ${text}`);
	expect(await page.evaluate(() => document.activeElement.id === "text-reply"), "the focus is in the text again");
	await page.keyboard.press("Control+z");
	await page.waitForFunction(() => !document.getElementById("text-reply").value.includes("Ola Nord"));
	await closePage(page);
});

check("Escape leaves the stroke, and a stroke within a line asks nothing", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Strokes")}`);
	await page.focus("#text-reply");
	await page.keyboard.type("and/or");
	expect(!await page.isVisible("#saved"), "nothing opened");
	await page.keyboard.press("Enter");
	await page.keyboard.type("/");
	await page.waitForSelector("#saved[open]");
	await page.keyboard.press("Escape");
	await page.waitForSelector("#saved", { state: "hidden" });
	expect(await page.inputValue("#text-reply") === "and/or\n/", "the stroke stays");
	await page.keyboard.type("etc");
	expect(await page.inputValue("#text-reply") === "and/or\n/etc", "and one writes on");
	await closePage(page);
});

check("what was not known is selected, and nothing is sent before it is filled in", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("A gap")}`);
	await page.keyboard.press("s");
	await page.waitForSelector("#saved-list [role=option]");
	await page.keyboard.type("/call");
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.getElementById("text-reply").value.includes("{{?"));
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".toast:has-text('not filled in')");
	expect(!await page.isVisible(".msg-held"), "it did not leave");
	await page.keyboard.type("5");
	expect(await page.inputValue("#text-reply") === "Please call 5 today.", "typing fills the gap");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".msg-held");
	await closePage(page);
});

check("a text in another language goes with a word", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Kantrybė")}`);
	await page.focus("#text-reply");
	await page.keyboard.type("/");
	await page.waitForSelector("#saved-list [role=option]");
	await page.keyboard.type("kantrybe");
	expect((await page.textContent("#saved-list [role=option] .chip")).includes("Lietuvių"), "the list says which");
	await page.keyboard.press("Enter");
	await page.waitForSelector(".toast:has-text('It has no text in English; this one is in Lietuvių.')");
	expect(await page.inputValue("#text-reply") === "Ačiū, Ola Nord.", "it is there all the same");
	await closePage(page);
});

check("without a script it is chosen from a list and stands below what was written", async () => {
	const page = await openPage(browser, { javaScriptEnabled: false });
	await signIn(page, house.link(RASA));
	await page.goto(`${house.url}/tickets/${mail("No script")}`);
	await page.fill("#text-reply", "Hello,");
	await page.selectOption("#saved-choice", { label: "Please call us" });
	await pressed(page, "noscript button[formaction$='/saved']");
	const text = await page.inputValue("#text-reply");
	expect(text.startsWith("Hello,\n\nPlease call {{?"), text);
	await pressed(page, "#panel-reply [data-send-button]");
	expect((await page.textContent("main")).includes("One thing is not filled in yet"), "the server holds it back too");
	await closePage(page);
});

check("a forward, a talk beside and a first mail take saved replies and pasted files as a reply does", async () => {
	const page = await open();
	const faults = [];
	await page.path(`/tickets/${number}`);
	const forward = await page.getAttribute('a[href*="/forward?"]', "href");
	for (const path of [forward, `/tickets/${number}/sides/new`, "/tickets/new?mail=1"]) {
		await page.path(path);
		const field = page.locator("form[data-send] textarea");
		await field.fill("");
		await field.focus();
		await page.keyboard.type("/");
		await page.waitForSelector("#saved-list [role=option]");
		faults.push(...await everyRule(page), ...await targetCheck(page));
		await page.focus("#saved-input"); // the rules were looked at with the keyboard
		await page.keyboard.type("picture");
		await page.keyboard.press("Enter");
		await page.waitForFunction(() => document.querySelector("form[data-send] textarea").value.includes("Rasa Petrauskienė"));
		expect(!(await field.inputValue()).startsWith("/"), `${path}: the stroke is gone`);
		await page.evaluate(() => {
			const data = new DataTransfer();
			data.items.add(new File(["x"], "part.txt", { type: "text/plain" }));
			document.querySelector("form[data-send] textarea").dispatchEvent(
				new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
		});
		await page.waitForSelector(".drop .files li:has-text('part.txt')");
		expect(await page.evaluate(() => document.querySelector("#f-files").files.length === 1), `${path}: it goes along`);
		faults.push(...await everyRule(page), ...await targetCheck(page));
	}
	await page.fill("[name=subject]", "Hello");
	await page.fill("[name=who]", "new@example.net");
	await page.keyboard.press("Control+Enter");
	await page.waitForSelector(".toast:has-text('not filled in')");
	await closePage(page);
	return faults;
});

check("what is put away is offered no more, and one press brings it back", async () => {
	const page = await openStaff(browser, house, ADMIN);
	await page.path("/saved-replies");
	await pressed(page, "main td a:has-text('Please call us')");
	await pressed(page, "main form:last-of-type .btn:has-text('Put it away')");
	expect(!(await page.textContent("main")).includes("Please call us"), "gone from the list");
	await pressed(page, ".toast button");
	expect((await page.textContent("main")).includes("Please call us"), "and back");
	await closePage(page);
});

check("a name that is no value is refused beside its text, and nothing is lost", async () => {
	const page = await openStaff(browser, house, ADMIN);
	await page.path("/saved-replies/new");
	await page.fill("[name=title]", "Wrong");
	await page.fill("[name=text_bn]", "{{custmer.name}}");
	await pressed(page, "main form .btn-p");
	expect((await page.textContent("#e-text_bn")).includes("custmer.name"), "it says which");
	expect(await page.inputValue("[name=text_bn]") === "{{custmer.name}}", "the text stands");
	await closePage(page);
});
