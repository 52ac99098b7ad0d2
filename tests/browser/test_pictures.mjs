// Files dropped, pasted and chosen in the reply box: they wait in the draft, and a picture stands
// within the text, in the preview, in the mail and on the customer's page.
import test from "node:test";
import { House } from "./house.mjs";
import { check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, openStaff, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Petrauskienė");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });
const PHOTO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const KEPT = "#panel-reply [data-kept] li";

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = options => openStaff(browser, house, RASA, options);

// What a browser does when something is pasted or dropped there.
function bring(page, kind, files) {
	return page.evaluate(([kind, files]) => {
		const all = new DataTransfer();
		for (const { name, type, base64 } of files)
			all.items.add(new File([Uint8Array.from(atob(base64), it => it.charCodeAt(0))], name, { type }));
		const field = document.getElementById("text-reply");
		const event = kind === "paste"
			? new ClipboardEvent("paste", { clipboardData: all, bubbles: true, cancelable: true })
			: new DragEvent("drop", { dataTransfer: all, bubbles: true, cancelable: true });
		field.dispatchEvent(event);
	}, [kind, files]);
}

const picture = name => ({ name, type: "image/png", base64: PHOTO });
const letter = (name, text) => ({ name, type: "text/plain", base64: Buffer.from(text).toString("base64") });

async function paste(page, words) {
	await page.focus("#text-reply");
	await bring(page, "paste", [picture("tap.png")]);
	await page.waitForSelector("#alt[open]");
	await page.fill("#alt-text", words);
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.getElementById("text-reply").value.includes("cid:"));
}

for (const width of [1440, 320])
	check(`files that wait and the question about a picture keep the rules: ${width} px`, async () => {
		const page = await open({ width, height: 800 });
		const faults = [];
		await page.path(`/tickets/${mail("Rules")}`);
		await page.focus("#text-reply");
		await bring(page, "drop", [letter("a-plan-with-a-very-long-name-that-is-cut.txt", "plan"), picture("tap.png")]);
		await page.waitForFunction(kept => document.querySelectorAll(kept).length === 2, KEPT);
		faults.push(...await everyRule(page), ...await targetCheck(page));
		await page.focus("#text-reply");
		await page.click(`${KEPT} [data-into]`);
		await page.waitForSelector("#alt[open]");
		faults.push(...await everyRule(page), ...await targetCheck(page));
		await closePage(page);
		return faults;
	});

check("what is dropped waits in the draft, also for another day, until it is taken away", async () => {
	const number = mail("Dropped");
	const page = await open();
	await page.path(`/tickets/${number}`);
	await bring(page, "drop", [letter("plan.txt", "plan"), letter("bill.txt", "bill")]);
	await page.waitForFunction(kept => document.querySelectorAll(kept).length === 2, KEPT);
	await closePage(page);
	const later = await open();
	await later.path(`/tickets/${number}`);
	expect(await later.locator(KEPT).count() === 2, "both are there");
	await later.click(`${KEPT}:has-text("bill.txt") [data-away]`);
	await later.waitForFunction(kept => document.querySelectorAll(kept).length === 1, KEPT);
	await later.fill("#text-reply", "Here is the plan.");
	await later.keyboard.press("Control+Enter");
	await later.waitForSelector(".msg-held");
	const sent = await later.textContent(".msg-held");
	expect(sent.includes("plan.txt") && !sent.includes("bill.txt"), "it leaves with the reply");
	await closePage(later);
});

check("two files whose answers come in the wrong order both stay in the list", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Slow")}`);
	let asked = 0;
	await page.route("**/files", async route => {
		const isFirst = asked++ === 0;
		const response = await route.fetch();
		if (isFirst)
			await new Promise(resolve => setTimeout(resolve, 1500));
		await route.fulfill({ response });
	});
	await bring(page, "drop", [letter("plan.txt", "plan"), letter("bill.txt", "bill")]);
	await page.waitForFunction(() => !document.querySelector("#panel-reply progress"));
	expect(asked === 2, `two uploads were asked for, not ${asked}`);
	expect(await page.locator(KEPT).count() === 2, "both are there");
	await closePage(page);
});

// What goes to this address waits until go() is called.
async function held(page, address) {
	let go;
	const gone = new Promise(done => { go = done; });
	await page.route(address, async route => {
		await gone;
		await route.continue();
	});
	return go;
}

check("what is stopped before its turn is not uploaded", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Stopped")}`);
	const go = await held(page, "**/files");
	await bring(page, "drop", [letter("plan.txt", "plan"), letter("bill.txt", "bill")]);
	await page.click('#panel-reply li:has-text("bill.txt") [data-stop]');
	go();
	await page.waitForFunction(() => !document.querySelector("#panel-reply progress"));
	expect(await page.locator(KEPT).allTextContents().then(it => it.length === 1 && it[0].includes("plan.txt")), "only the plan is there");
	await closePage(page);
});

check("a press on Send waits for what is on its way", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("On its way")}`);
	const go = await held(page, "**/draft/files");
	await page.fill("#text-reply", "Here.");
	await bring(page, "drop", [letter("slow.txt", "slow")]);
	await page.waitForSelector("#panel-reply .files progress");
	await page.click("#panel-reply [data-send-button]");
	expect(await page.locator(".msg-held").count() === 0, "it did not leave without it");
	go();
	await page.waitForSelector(".msg-held");
	expect((await page.textContent(".msg-held")).includes("slow.txt"), "it went along");
	await closePage(page);
});

check("a press on Send waits until what was taken away is gone", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Taken away at last")}`);
	await page.fill("#text-reply", "Here.");
	await bring(page, "drop", [letter("plan.txt", "plan"), letter("bill.txt", "bill")]);
	await page.waitForFunction(kept => document.querySelectorAll(kept).length === 2, KEPT);
	const go = await held(page, "**/draft/files/remove");
	await page.click(`${KEPT}:has-text("bill.txt") [data-away]`);
	await page.click("#panel-reply [data-send-button]");
	go();
	await page.waitForSelector(".msg-held");
	const sent = await page.textContent(".msg-held");
	expect(sent.includes("plan.txt") && !sent.includes("bill.txt"), "it did not leave");
	await closePage(page);
});

check("what cannot be uploaded now goes with the form, as without a script", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Away")}`);
	await page.route("**/draft/files", route => route.abort());
	await page.fill("#text-reply", "Here.");
	await bring(page, "drop", [letter("later.txt", "later")]);
	await page.waitForFunction(() => document.querySelector("#panel-reply input[type=file]").files.length === 1);
	page.faults.length = 0;
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held");
	expect((await page.textContent(".msg-held")).includes("later.txt"), "it went along");
	await closePage(page);
});

check("a pasted picture stands in the text, in the preview, in the conversation and on the customer's page", async () => {
	const number = mail("Pasted");
	const page = await open();
	await page.path(`/tickets/${number}`);
	await page.fill("#text-reply", "Look:  There.");
	await page.evaluate(() => document.getElementById("text-reply").setSelectionRange(6, 6));
	await paste(page, "The [tap], closed");
	expect(/^Look: !\[The {2}tap , closed\]\(cid:picture-[0-9a-f]+@inline\.hark\) There\.$/.test(await page.inputValue("#text-reply")), await page.inputValue("#text-reply"));
	await page.click("#panel-reply [data-preview]");
	const isLoaded = selector => page.waitForFunction(it => document.querySelector(it)?.naturalWidth === 1, selector);
	await isLoaded("#panel-reply .preview img");
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector(".msg-held img");
	await isLoaded(".msg-held img");
	expect((await page.getAttribute(".msg-held img", "alt")).includes("closed"), "with its words");
	await page.waitForSelector(".msg-us:not(.msg-held) img", { timeout: 60_000 });
	await closePage(page);
	const ola = await openPage(browser);
	await signIn(ola, house.link("ola@example.net"));
	await ola.goto(`${house.url}/en/my/requests/${number}`);
	await ola.waitForFunction(() => document.querySelector(".words img")?.naturalWidth === 1);
	await closePage(ola);
});

check("a picture whose file was taken away stops the sending", async () => {
	const page = await open();
	await page.path(`/tickets/${mail("Taken away")}`);
	await paste(page, "tap");
	await page.click(`${KEPT} [data-away]`);
	await page.waitForFunction(kept => document.querySelectorAll(kept).length === 0, KEPT);
	await page.click("#panel-reply [data-send-button]");
	await page.waitForSelector("[role=alert]:has-text('not among the files')");
	expect((await page.inputValue("#text-reply")).includes("cid:"), "the text stands");
	await closePage(page);
});

check("without a script the file input does it", async () => {
	const page = await openPage(browser, { javaScriptEnabled: false });
	await signIn(page, house.link(RASA));
	const number = mail("No script");
	const answer = await page.goto(`${house.url}/tickets/${number}`);
	const faults = await markupCheck(await answer.text());
	await page.fill("#text-reply", "Here.");
	await page.setInputFiles("#panel-reply input[type=file]", { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("plan") });
	await Promise.all([page.waitForNavigation(), page.click("#panel-reply [data-send-button]")]);
	expect((await page.textContent(".msg-held")).includes("plan.txt"), "it went along");
	await closePage(page);
	return faults;
});
