// Live pages: one stream of events, named regions that follow it, and a plain word when it breaks.
// Nothing that the pointer or the focus is on moves: new rows wait under "New: 3".
import { all, clock, fill, find, formBody, get, parse, post, queue } from "./dom.js";
import { startNotifications, notify } from "./notify.js";
import { refreshTimes } from "./times.js";

const GRACE_MS = 3000;   // a short break is no news
const POLL_MS = 20_000;  // while there is no stream
const GATHER_MS = 400;   // several events, one question to the server
const SAY_MS = 5000;     // at most one spoken sentence in this time
const HERE_MS = 30_000;  // how often we say that we are still looking

let box;
let isPaused = false;
let hasStream = false;
let staleTimer;
let pollTimer;
let gathered;
let said = 0;

function say(sentence) {
	if (!sentence || Date.now() - said < SAY_MS)
		return;
	said = Date.now();
	box.textContent = sentence;
}

// ---- one question at a time ----

// Questions about the same thing are asked one after the other: an answer that was overtaken would
// bring back what was, and forget what came. One that waits already speaks for all that come.
const turns = new Map();    // thing: its queue()
const waiting = new Set();  // things about which a question waits

function inTurn(thing, work) {
	if (!turns.has(thing))
		turns.set(thing, queue());
	return turns.get(thing)(work);
}

function onceInTurn(thing, work) {
	if (waiting.has(thing))
		return;
	waiting.add(thing);
	inTurn(thing, () => {
		waiting.delete(thing);
		return work();
	}).catch(() => {});
}

// ---- lists ----

function freshen(row, newer) {
	if (row.isEqualNode(newer))
		return;
	const isCurrent = row.getAttribute("aria-current");
	row.className = newer.className;
	if (isCurrent)
		row.setAttribute("aria-current", isCurrent);
	row.replaceChildren(...newer.childNodes);
}

// A list shows its first page. What came since may belong far below it, so the server is asked
// about tickets by their numbers: those of its answer are in this list.
const arrived = new Map();  // list: numbers of tickets that it does not show yet
const coming = new Map();   // list: numbers that events named since it was asked, null for any
const TITLE = document.title;
const ASKED_MOST = 50;

async function rowsOf(list, numbers = []) {
	const url = new URL(list.dataset.liveList, location);
	if (numbers.length)
		url.searchParams.set("only", numbers.slice(-ASKED_MOST).join());
	const answer = await get(url);
	return answer.ok && !answer.redirected ? parse(await answer.text()) : null;
}

const byId = root => new Map(all(".q", root).map(row => [row.id, row]));
const numberOf = id => id.slice(1);

// What is shown changes in its place; what came is counted; what left is greyed. came: numbers of
// tickets that events named; without them (events may have been missed) whatever is unknown came.
async function followList(list, came) {
	const page = await rowsOf(list);
	if (!page)
		return;
	const now = byId(page);
	const shown = byId(list);
	const wanted = [...arrived.get(list) ?? [], ...came ?? [...now.keys()].map(numberOf)]
		.filter(number => !shown.has(`q${number}`));
	const missing = [...shown.keys()].map(numberOf).concat(wanted)
		.filter(number => !now.has(`q${number}`));
	if (missing.length)
		byId(await rowsOf(list, missing) ?? page).forEach((row, id) => now.set(id, row));
	for (const [id, row] of shown) {
		row.classList.toggle("gone", !now.has(id));
		if (now.has(id))
			freshen(row, now.get(id));
	}
	arrived.set(list, new Set(wanted.filter(number => now.has(`q${number}`))));
	showNew(list, arrived.get(list).size);
	refreshTimes(list);
}

// came: as for followList()
function askList(list, came) {
	const before = coming.has(list) ? coming.get(list) : [];
	coming.set(list, came && before ? [...before, ...came] : null);
	onceInTurn(list, () => {
		const all = coming.get(list);
		coming.delete(list);
		return followList(list, all);
	});
}

function showNew(list, count) {
	const bar = document.getElementById(list.dataset.newbar);
	if (!bar)
		return;
	bar.hidden = count === 0;
	bar.textContent = fill(bar.dataset.text, { n: count });
	document.title = count ? `(${count}) ${TITLE}` : TITLE;
	if (count)
		say(bar.textContent);
}

// What came stands first where it is not on this page of the list.
async function takeNew(list) {
	const page = await rowsOf(list);
	if (!page)
		return;
	const further = [...arrived.get(list) ?? []].filter(number => !page.getElementById(`q${number}`));
	const news = further.length ? await rowsOf(list, further) : null;
	const current = find(".q[aria-current]", list)?.id;
	list.replaceChildren(...news?.body.childNodes ?? [], ...page.body.childNodes);
	if (current)
		document.getElementById(current)?.setAttribute("aria-current", "true");
	arrived.delete(list);
	showNew(list, 0);
	list.scrollTop = 0;
	find(".q", list)?.focus();
}

// ---- counts, tickets ----

async function askCounts() {
	const url = find("[data-counts]")?.dataset.counts;
	if (!url)
		return;
	const answer = await get(url);
	if (!answer.ok || answer.redirected)
		return;
	const counts = await answer.json();
	for (const it of all("[data-count]")) {
		const count = counts[it.dataset.count];
		if (count === undefined)
			continue;
		it.hidden = count === 0;
		if (it.textContent !== String(count))
			it.textContent = count;
	}
}

export const followCounts = () => onceInTurn("counts", askCounts);

// <div data-live-ticket="17" hx-get="…" hx-trigger="live" hx-swap="innerMorph">
function followTicket(number) {
	for (const region of all(`[data-live-ticket="${number}"]`)) {
		const scroller = region.closest("[data-end]") ?? region;
		const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
		const stayAtEnd = () => {
			scroller.scrollTop = scroller.scrollHeight;
		};
		if (atEnd)
			region.addEventListener("htmx:after:swap", stayAtEnd, { once: true });
		window.htmx.trigger(region, "live");
	}
}

// What one points at, or has the focus in, waits until one leaves.
function followRegion(region) {
	if (!region.matches(":hover, :focus-within")) {
		window.htmx.trigger(region, "live");
		return;
	}
	if (region.dataset.waits)
		return;
	region.dataset.waits = "1";
	const leave = () => {
		if (region.matches(":hover, :focus-within"))
			return;
		delete region.dataset.waits;
		region.removeEventListener("pointerleave", later);
		region.removeEventListener("focusout", later);
		window.htmx.trigger(region, "live");
	};
	const later = () => setTimeout(leave, 0);
	region.addEventListener("pointerleave", later);
	region.addEventListener("focusout", later);
}

// came: as for followList()
function refreshAll(numbers, came) {
	if (isPaused)
		return;
	for (const list of all("[data-live-list]"))
		askList(list, came);
	followCounts();
	for (const region of all("[data-live-region]"))
		followRegion(region);
	for (const number of numbers)
		followTicket(number);
}

function shownTickets() {
	return new Set(all("[data-live-ticket]").map(it => it.dataset.liveTicket));
}

// By these a ticket comes into a list.
const COMING = ["opened", "assigned", "reopened", "restored", "resolved", "closed", "put_aside"]
	.map(what => `ticket.${what}`);

function gather(kind, number) {
	if (!gathered) {
		gathered = { changed: new Set(), came: new Set() };
		setTimeout(() => {
			const { changed, came } = gathered;
			gathered = undefined;
			refreshAll(changed, [...came]);
		}, GATHER_MS);
	}
	if (number)
		gathered.changed.add(number);
	if (number && COMING.includes(kind))
		gathered.came.add(number);
}

// ---- who else is here ----

const here = new Map();

function showPresence(line) {
	const sentences = [...here.values()].filter(it => it.number === line.dataset.ticket)
		.map(it => fill(line.dataset[it.doing] ?? line.dataset.viewing, { name: it.who }));
	line.textContent = sentences.join(" · ");
}

function presence(news) {
	const key = `${news.ticket}/${news.actor}`;
	clearTimeout(here.get(key)?.timer);
	if (news.doing === "gone")
		here.delete(key);
	else
		here.set(key, {
			number: String(news.ticket), who: news.who, doing: news.doing,
			timer: setTimeout(() => presence({ ...news, doing: "gone" }), 2 * HERE_MS),
		});
	all(".presence").forEach(showPresence);
}

// Those whom the page already names.
function seedPresence() {
	for (const line of all(".presence"))
		for (const { dataset: { here: actor, who, doing } } of all("[data-here]", line))
			presence({ ticket: line.dataset.ticket, actor, who, doing });
}

function tellPresence() {
	const url = find("[data-composer]")?.dataset.presence;
	if (!url)
		return;
	const look = doing => document.hidden || post(url, { doing }).catch(() => {});
	look("viewing");
	setInterval(() => look("viewing"), HERE_MS);
	addEventListener("pagehide", () => navigator.sendBeacon(url, formBody({ doing: "gone" })));
}

// ---- the stream ----

// Ids have 63 bits, more than a number holds here: they stay text.
function read(data) {
	try {
		return JSON.parse((data || "{}").replace(/:\s*(\d{10,})(?=[,}])/g, ':"$1"'));
	} catch {
		return {};
	}
}

// Something for one's own bell: its count, and its list where it is open.
function ring() {
	followCounts();
	const list = find("[data-bell-list]");
	if (list?.closest("details").open)
		window.htmx.trigger(list, "live");
}

function hear(kind, data) {
	const news = read(data);
	if (kind === "presence") {
		if (String(news.actor) !== box.dataset.me)
			presence(news);
		return;
	}
	if (kind === "notification") {
		if (String(news.owner) === box.dataset.me)
			ring();
		return;
	}
	if (kind === "reload") {
		refreshAll(shownTickets());
		return;
	}
	gather(kind, news.ticket === undefined ? "" : String(news.ticket));
	notify(box, kind, news);
}

function goStale() {
	const bar = find("#stale");
	if (!bar || !bar.hidden)
		return;
	const since = clock(new Date(Date.now() - GRACE_MS));
	find("[data-stale-text]", bar).textContent = fill(bar.dataset.text, { time: since });
	bar.hidden = false;
	document.body.setAttribute("data-stale", "");
	pollTimer = setInterval(() => {
		refreshAll(shownTickets());
		window.htmx.trigger(box, "retry");
	}, POLL_MS);
}

// Whether the server was heard of, and nothing has told since that it is gone.
export const isListening = () => hasStream;

function broken() {
	hasStream = false;
	staleTimer ??= setTimeout(goStale, GRACE_MS);
}

let wasBroken = false;

function whole() {
	hasStream = true;
	clearTimeout(staleTimer);
	staleTimer = undefined;
	clearInterval(pollTimer);
	const bar = find("#stale");
	if (bar)
		bar.hidden = true;
	document.body.removeAttribute("data-stale");
	if (wasBroken)
		refreshAll(shownTickets());
	wasBroken = false;
	const stamp = find("[data-live-stamp]");
	if (stamp)
		stamp.textContent = fill(stamp.dataset.liveStamp, { time: clock() });
}

function listen() {
	box.addEventListener("htmx:sse:before:message", event => {
		event.detail.cancelled = true;
		hear(event.detail.message.event, event.detail.message.data);
	});
	box.addEventListener("htmx:sse:after:connection", whole);
	box.addEventListener("htmx:sse:before:connection", event => {
		if (event.detail.connection.attempt > 0) {
			wasBroken = true;
			broken();
		}
	});
	for (const name of ["htmx:sse:error", "htmx:sse:close", "htmx:error", "htmx:response:error"])
		box.addEventListener(name, () => {
			wasBroken = true;
			broken();
		});
	addEventListener("pagehide", () => clearTimeout(staleTimer));
}

export function startLive() {
	box = find("#live");
	// There is no stream for who may see no ticket.
	if (!box?.hasAttribute("hx-sse:connect"))
		return;
	listen();
	seedPresence();
	tellPresence();
	startNotifications(box);
	document.addEventListener("click", event => {
		const bar = event.target.closest(".newbar");
		const list = bar && find(`[data-newbar="${bar.id}"]`);
		if (list)
			inTurn(list, () => takeNew(list)).catch(() => {});
		const pause = event.target.closest("[data-pause]");
		if (pause) {
			isPaused = !isPaused;
			pause.setAttribute("aria-pressed", isPaused);
			if (!isPaused)
				refreshAll(shownTickets());
		}
	});
}
