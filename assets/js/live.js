// Live pages: one stream of events, named regions that follow it, and a plain word when it breaks.
// Nothing that the pointer or the focus is on moves: new rows wait under "New: 3".
import { all, clock, fill, find, formBody, get, parse, post } from "./dom.js";
import { startNotifications, notify } from "./notify.js";
import { refreshTimes } from "./times.js";

const GRACE_MS = 3000;   // a short break is no news
const POLL_MS = 20_000;  // while there is no stream
const GATHER_MS = 400;   // several events, one question to the server
const SAY_MS = 5000;     // at most one spoken sentence in this time
const HERE_MS = 30_000;  // how often we say that we are still looking

let box;
let isPaused = false;
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

// ---- lists ----

const rowId = row => row.id;

function freshen(row, newer) {
	if (row.isEqualNode(newer))
		return;
	const isCurrent = row.getAttribute("aria-current");
	row.className = newer.className;
	if (isCurrent)
		row.setAttribute("aria-current", isCurrent);
	row.replaceChildren(...newer.childNodes);
}

// What is shown changes in its place; what is new is counted; what left is greyed.
async function followList(list) {
	const answer = await get(list.dataset.liveList);
	if (!answer.ok || answer.redirected)
		return;
	const page = parse(await answer.text());
	const newer = new Map(all(".q", page).map(row => [rowId(row), row]));
	const shown = all(".q", list);
	for (const row of shown) {
		const now = newer.get(rowId(row));
		row.classList.toggle("gone", !now);
		if (now)
			freshen(row, now);
		newer.delete(rowId(row));
	}
	showNew(list, newer.size);
	refreshTimes(list);
}

function showNew(list, count) {
	const bar = document.getElementById(list.dataset.newbar);
	if (!bar)
		return;
	bar.hidden = count === 0;
	bar.textContent = fill(bar.dataset.text, { n: count });
	if (count)
		say(bar.textContent);
}

async function takeNew(bar) {
	const list = find(`[data-newbar="${bar.id}"]`);
	const answer = await get(list.dataset.liveList);
	if (!answer.ok || answer.redirected)
		return;
	const current = find(".q[aria-current]", list)?.id;
	list.replaceChildren(...parse(await answer.text()).body.childNodes);
	if (current)
		document.getElementById(current)?.setAttribute("aria-current", "true");
	bar.hidden = true;
	list.scrollTop = 0;
	find(".q", list)?.focus();
}

// ---- counts, tickets ----

async function followCounts() {
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

function refreshAll(numbers) {
	if (isPaused)
		return;
	for (const list of all("[data-live-list]"))
		followList(list).catch(() => {});
	followCounts().catch(() => {});
	for (const region of all("[data-live-region]"))
		window.htmx.trigger(region, "live");
	for (const number of numbers)
		followTicket(number);
}

function shownTickets() {
	return new Set(all("[data-live-ticket]").map(it => it.dataset.liveTicket));
}

function gather(number) {
	if (gathered) {
		gathered.add(number);
		return;
	}
	gathered = new Set([number]);
	setTimeout(() => {
		const numbers = [...gathered].filter(Boolean);
		gathered = undefined;
		refreshAll(numbers);
	}, GATHER_MS);
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

function hear(kind, data) {
	const news = read(data);
	if (kind === "presence") {
		if (String(news.actor) !== box.dataset.me)
			presence(news);
		return;
	}
	if (kind === "reload") {
		refreshAll(shownTickets());
		return;
	}
	gather(news.ticket === undefined ? "" : String(news.ticket));
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

function broken() {
	staleTimer ??= setTimeout(goStale, GRACE_MS);
}

let wasBroken = false;

function whole() {
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
	if (!box)
		return;
	listen();
	seedPresence();
	tellPresence();
	startNotifications(box);
	document.addEventListener("click", event => {
		const bar = event.target.closest(".newbar");
		if (bar)
			takeNew(bar).catch(() => {});
		const pause = event.target.closest("[data-pause]");
		if (pause) {
			isPaused = !isPaused;
			pause.setAttribute("aria-pressed", isPaused);
			if (!isPaused)
				refreshAll(shownTickets());
		}
	});
}
