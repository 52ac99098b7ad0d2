// Tasks for other departments, names in notes, the bell: on wide and narrow screens, by the keyboard,
// live, and without a script.
import test from "node:test";
import { House } from "./house.mjs";
import { axeCheck, check, closePage, everyRule, expect, openBrowser, openPage, openStaff, overflowCheck, pressAll, shot, signIn, targetCheck } from "./lib.mjs";

const house = await House.start(10);
const browser = await openBrowser();
const RASA = house.staff("rasa@example.org", "Rasa Norvilė");
const TADAS = house.staff("tomas@example.org", "Tadas Vaitkus");
const UGNE = house.staff("ugne@example.org", "Ugnė Stonytė", "employee");
const mail = subject => house.mailIn({ from: "Ola Nord <ola@example.net>", subject, text: "It drips all night." });

test.after(async () => {
	await browser.close();
	await house.stop();
});

const open = (who = RASA, options = {}) => openStaff(browser, house, who, options);
const pressed = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function give(page, number, who, text) {
	await page.path(`/tickets/${number}/tasks/new`);
	await page.fill("#f-text", text);
	await page.selectOption("#f-who", { label: who });
	await page.check("[name=messages]");
	await pressed(page, "main button:has-text('Give the task')");
}

async function beside(page, number, address) {
	await page.path(`/tickets/${number}/sides/new`);
	await page.fill(".comp-side [name=to]:not([type=checkbox])", address);
	await page.fill("#f-subject", "Seal of 40 mm");
	await page.fill("#f-text", "Have you a seal of 40 mm?");
	await pressed(page, ".btn-side");
	await pressed(page, ".btn-side"); // yes, to somebody new
}

for (const [theme, width] of [["light", 1440], ["dark", 390], ["light", 320]])
	check(`every new screen keeps the rules: ${theme}, ${width} px`, async () => {
		const page = await open(RASA, { theme, width, height: 860 });
		const faults = [];
		const look = async what => {
			for (const fault of [...await everyRule(page, [/status of (422|409)/]), ...await targetCheck(page)])
				faults.push(`${what}: ${fault}`);
			await shot(page, `${what}-${theme}-${width}`, false);
		};
		const number = mail(`Rules ${theme} ${width}`);
		await page.path(`/tickets/${number}/tasks/new`);
		await pressed(page, "main button:has-text('Give the task')");
		await look("task-new-refused");
		await give(page, number, "Ugnė Stonytė", "Please look in the cellar whether a seal of 40 mm is there.");
		await page.path(`/tickets/${number}`);
		await look("ticket-with-task");
		await give(page, number, "Rasa Norvilė", "Call the plumber.");
		await page.path("/tasks");
		await look("tasks");
		await page.click("main .task a");
		await page.waitForSelector("#f-word");
		await look("task");
		await page.path(`/tickets/${number}`);
		await pressed(page, ".ticket-h button:has-text('Resolve')");
		await look("resolve");
		mail(`Re: [#${number}] It leaks more`);
		await pressed(page, "main button:has-text('the tasks stay open')");
		expect((await page.textContent(".stopbox")).includes("Something new arrived since you looked"), "it was not stopped");
		expect(await page.evaluate(() => document.activeElement.className) === "stopbox", "what stopped it is not reached");
		await look("resolve-stopped");
		await page.path("/notifications");
		await look("notifications");
		await page.path(`/tickets/${number}/sides/new`);
		await look("side-new");
		await beside(page, number, `supplier${width}@parts.example`);
		await page.path(`/tickets/${number}`);
		await page.waitForSelector(".msg-side");
		await look("ticket-with-side");
		await page.click(".msg-side a:has-text('Go on with it')");
		await page.waitForSelector(".comp-side");
		await look("side");
		await closePage(page);
		const doer = await open(UGNE, { theme, width, height: 860 });
		const ofDoer = async what => {
			for (const fault of [...await everyRule(doer), ...await targetCheck(doer)])
				faults.push(`${what}: ${fault}`);
			await shot(doer, `${what}-${theme}-${width}`);
		};
		await doer.goto(`${house.url}/tasks`);
		await doer.waitForSelector("[data-bell][data-htmx-powered]");
		await doer.click("[data-bell]");
		await doer.waitForSelector(".bell-list .note");
		faults.push(...await axeCheck(doer), ...await overflowCheck(doer));
		await shot(doer, `bell-${theme}-${width}`);
		await doer.click(".bell-list .note");
		await doer.waitForSelector("h1:has-text('Task from Rasa')");
		await ofDoer("task-of-employee");
		expect((await doer.content()).includes("It drips all night."), "the chosen message is not shown");
		expect(!(await doer.content()).includes(`Rules ${theme}`), "an employee reads the subject of a ticket");
		await closePage(doer);
		return faults;
	});

check("a colleague who is named hears of it at once, and @ lists whom one may name", async () => {
	const number = mail("Names");
	const page = await open();
	const other = await open(TADAS);
	await other.path("/inbox");
	expect(await other.isHidden("[data-bell] .count"), "the bell counts before anything happened");
	await page.path(`/tickets/${number}?kind=note`);
	await page.focus("#text-note");
	await page.keyboard.type("Please ask @tad");
	await page.waitForSelector("#names-note li");
	await shot(page, "names", false);
	await page.keyboard.press("Enter");
	expect(await page.inputValue("#text-note") === "Please ask @Tadas Vaitkus ", "the name was not put in");
	await page.keyboard.type("about the seal");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
	expect((await page.textContent(".toasts")).includes("Told: Tadas Vaitkus"), "its writer does not read who was told");
	await other.waitForSelector("[data-bell] .count:not([hidden])");
	await Promise.all([other.waitForNavigation(), pressAll(other, "g", "n")]);
	await Promise.all([other.waitForNavigation(), other.click("main .note")]);
	expect(new URL(other.url()).pathname === `/tickets/${number}`, "it does not lead to the ticket");
	await Promise.all([closePage(page), closePage(other)]);
});

check("a bell that is pressed before the script has come rings all the same", async () => {
	const number = mail("Early");
	const page = await open();
	await give(page, number, "Ugnė Stonytė", "Look whether it is there.");
	await closePage(page);
	const doer = await open(UGNE);
	await doer.route("**/hark-*.js", async route => {
		await doer.waitForSelector("details[open] > [data-bell]");
		await route.continue();
	});
	await doer.goto(`${house.url}/tasks`, { waitUntil: "commit" });
	await doer.click("[data-bell]");
	await doer.waitForSelector(".bell-list .note");
	await doer.unrouteAll({ behavior: "wait" });
	await closePage(doer);
});

check("what is written beside a ticket is in nobody's reply, and the customer never sees it", async () => {
	const number = mail("Beside");
	const page = await open();
	await beside(page, number, "seals@parts.example");
	await page.path(`/tickets/${number}`);
	expect(await page.inputValue("#text-reply") === "", "it stands in the reply");
	expect(!(await page.textContent("#panel-reply")).includes("seals@parts.example"), "the supplier is offered as a reader of the reply");
	await pressed(page, ".msg-side button:has-text('Take it back')");
	expect(await page.inputValue("#f-text") === "Have you a seal of 40 mm?", "what was taken back is lost");
	expect(new URL(page.url()).pathname.includes("/sides/"), "what was taken back does not wait beside the ticket");
	await closePage(page);
});

check("without a script one gives a task, its doer ends it, and the ticket is resolved knowingly", async () => {
	const number = mail("By forms alone");
	const bare = await openPage(browser, { javaScriptEnabled: false });
	await signIn(bare, house.link(RASA));
	await bare.goto(`${house.url}/tickets/${number}/tasks/new`);
	await bare.fill("#f-text", "Is the seal there?");
	await bare.selectOption("#f-who", { label: "Ugnė Stonytė" });
	await pressed(bare, "main button:has-text('Give the task')");
	await pressed(bare, ".ticket-h button:has-text('Resolve')");
	expect(new URL(bare.url()).pathname.endsWith("/resolve"), "it was resolved without a word");
	const doer = await openPage(browser, { javaScriptEnabled: false });
	await signIn(doer, house.link(UGNE));
	expect(new URL(doer.url()).pathname === "/tasks", "who sees no ticket does not begin with his tasks");
	await Promise.all([doer.waitForNavigation(), doer.click(".task a:has-text('Is the seal there?')")]);
	await doer.fill("#f-word", "Yes, two of them.");
	await pressed(doer, "main button:has-text('It is done')");
	await bare.goto(`${house.url}/notifications`);
	expect((await bare.textContent("main")).includes("Yes, two of them."), "who gave it does not hear of its end");
	await bare.goto(`${house.url}/tickets/${number}`);
	await pressed(bare, ".ticket-h button:has-text('Resolve')");
	expect(await bare.isVisible(".ticket-h button:has-text('Open it again')"), "it was not resolved");
	await Promise.all([closePage(bare), closePage(doer)]);
});

check("who is asked to take a ticket has room for his reason, and does not take it with Enter", async () => {
	const giver = await open();
	const number = mail("Who takes it?");
	await giver.path(`/tickets/${number}/assign`);
	if (await giver.locator("main button[name=owner]").count() > 0)
		await pressed(giver, "main button[name=owner]"); // it is hers, whoever had it
	await giver.path(`/tickets/${number}/assign`);
	const tadas = giver.locator("main select[name=owner] option", { hasText: "Tadas Vaitkus" });
	await giver.selectOption("main select[name=owner]", await tadas.getAttribute("value"));
	await pressed(giver, "main button[name=how]");
	for (const [width, path] of [[390, "/inbox"], [320, "/inbox"], [320, `/tickets/${number}`]]) {
		const page = await open(TADAS, { width, height: 800, locale: "ta" });
		await page.path(path);
		const field = page.locator("form[action$='/decline'] [name=answer]");
		const { wide, whole, cut } = await field.evaluate(it => ({
			wide: it.getBoundingClientRect().width,
			whole: it.form.getBoundingClientRect().width,
			cut: it.scrollWidth > it.clientWidth,
		}));
		expect(wide > 0.95 * whole, `${path}, ${width} px: the field has ${wide} of ${whole} px`);
		expect(!cut, `${path}, ${width} px: what stands in the field is cut`);
		const faults = await overflowCheck(page);
		expect(faults.length === 0, faults.join());
		await closePage(page);
	}
	const page = await open(TADAS);
	await page.path("/inbox");
	await page.fill("form[action$='/decline'] [name=answer]", "I leave at noon");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	await giver.path(`/tickets/${number}`);
	expect((await giver.textContent("main")).includes("I leave at noon"), "Enter said why not");
	await Promise.all([closePage(page), closePage(giver)]);
});
