// The control centre and screens on walls. One stream brings each part that changed, as markup of
// the server's. What one points at never moves: a part in which the pointer or the focus is keeps
// its rows until one leaves, and only its words and figures change.
import { all, fill, find, get, locale, parse } from "./dom.js";
import { followCounts } from "./live.js";
import { refreshTimes } from "./times.js";

const LOST_MS = 25_000;      // the server says something at least every ten seconds
const LOOK_MS = 5000;
const SAY_MS = 5000;
const COUNTS_MS = 60_000;     // the counts of the side bar have no stream here
const AGAIN_MS = 20_000;     // while there is no stream
const AGAIN_SPREAD_MS = 3000; // so that after a restart not all ask at once

let stamp;
let box;
let heard = 0;
let isPaused = false;
const waiting = new Map(); // id of a part: the newest that waits
const brought = new Map(); // id of a part: the how manieth piece of news brought it last
let news = 0;

function clockWithSeconds(when) {
	const timeZone = document.documentElement.dataset.timezone || undefined;
	return new Intl.DateTimeFormat(locale(), { timeStyle: "medium", timeZone }).format(when);
}

function showStamp(kind, tone) {
	stamp.className = `chip chip-${tone}`;
	find("[data-board-words]", stamp).textContent = fill(stamp.dataset[kind], {
		time: clockWithSeconds(new Date(heard || Date.now())),
	});
}

// ---- one element becomes like another ----

// Whether a reader opened it is his.
const OWN = ["open"];

function copyAttributes(now, newer) {
	for (const { name } of [...now.attributes])
		if (!newer.hasAttribute(name) && !OWN.includes(name))
			now.removeAttribute(name);
	for (const { name, value } of newer.attributes)
		if (now.getAttribute(name) !== value && !OWN.includes(name))
			now.setAttribute(name, value);
}

const isAlike = (a, b) => a?.nodeName === b?.nodeName && (a.id ?? "") === (b.id ?? "");

// Node by node, so that what stays is not touched.
function become(now, newer) {
	if (now.nodeType !== Node.ELEMENT_NODE) {
		if (now.data !== newer.data)
			now.data = newer.data;
		return;
	}
	copyAttributes(now, newer);
	const news = [...newer.childNodes];
	news.forEach((child, place) => {
		const old = now.childNodes[place];
		if (isAlike(old, child))
			become(old, child);
		else if (old && news.some(it => isAlike(it, old)))
			now.insertBefore(child, old);
		else if (old)
			old.replaceWith(child);
		else
			now.append(child);
	});
	while (now.childNodes.length > news.length)
		now.lastChild.remove();
}

// The same rows in the same places: then nothing moves.
function hasSameRows(now, newer) {
	const rows = part => all("tr, li, .kpi", part).map(row => row.id || row.nodeName).join();
	return rows(now) === rows(newer);
}

const isPointedAt = part => part.matches(":hover, :focus-within");

// Whoever does not see it hears that one more customer waits too long, at most each five seconds.
let said = 0;

function sayBroken(newer) {
	const count = part => Number(find("#board-broken dd", part)?.textContent.replace(/\D/g, ""));
	const live = find("#live");
	if (!live || !(count(newer) > count(document)) || Date.now() - said < SAY_MS)
		return;
	said = Date.now();
	live.textContent = `${find("#board-broken dt", newer).textContent.trim()}: ${count(newer)}`;
}

function take(newer) {
	const now = document.getElementById(newer.id);
	if (!now?.matches("[data-board]"))
		return;
	if (isPointedAt(now) && !hasSameRows(now, newer)) {
		if (!waiting.has(newer.id))
			waitFor(now);
		waiting.set(newer.id, newer);
		return;
	}
	waiting.delete(newer.id);
	if (newer.id === "board-tiles")
		sayBroken(newer);
	become(now, newer);
	refreshTimes(now);
}

function waitFor(part) {
	const leave = () => setTimeout(() => {
		const newer = waiting.get(part.id);
		if (newer && isPointedAt(part))
			return;
		part.removeEventListener("pointerleave", leave);
		part.removeEventListener("focusout", leave);
		if (newer && !isPaused)
			take(newer);
	}, 0);
	part.addEventListener("pointerleave", leave);
	part.addEventListener("focusout", leave);
}

// since: leaves out parts of which the stream brought something newer.
function takeAll(markup, since = Infinity) {
	for (const part of [...parse(markup).body.children])
		if ((brought.get(part.id) ?? 0) <= since)
			take(part);
}

function takeNews(markup) {
	news++;
	for (const part of parse(markup).body.children)
		brought.set(part.id, news);
	takeAll(markup);
}

// ---- the stream ----

let asking;

async function askAgain() {
	const since = news;
	const answer = await get(box.dataset.again);
	if (answer.ok && !answer.redirected)
		takeAll(await answer.text(), since);
	return answer.ok && !answer.redirected;
}

function askSoon() {
	asking ??= setTimeout(() => {
		asking = undefined;
		if (!isPaused)
			askAgain().catch(() => {});
	}, Math.random() * AGAIN_SPREAD_MS);
}

function hear(markup) {
	heard = Date.now();
	if (isPaused)
		return;
	if (markup)
		takeNews(markup);
	showStamp("live", "good");
	document.body.removeAttribute("data-stale");
}

function listen() {
	const source = new EventSource(box.dataset.stream);
	source.addEventListener("open", () => hear(""));
	source.addEventListener("board", event => hear(event.data));
	source.addEventListener("reload", askSoon);
	// A refusal ends it for good: somebody signed out, or the screen was ended.
	source.addEventListener("error", () => {
		if (source.readyState === EventSource.CLOSED)
			setTimeout(listenAgain, AGAIN_MS);
	});
}

// By a page of its own, so that numbers of another server do not hold the stream up.
async function listenAgain() {
	if (await askAgain().catch(() => false))
		listen();
	else
		setTimeout(listenAgain, AGAIN_MS);
}

function watch() {
	const begun = Date.now();
	setInterval(() => {
		if (isPaused || Date.now() - (heard || begun) < LOST_MS)
			return;
		heard ||= begun;
		showStamp("lost", "warn");
		document.body.setAttribute("data-stale", "");
	}, LOOK_MS);
}

function pauses(button) {
	button.hidden = false;
	button.addEventListener("click", () => {
		isPaused = !isPaused;
		button.setAttribute("aria-pressed", isPaused);
		if (isPaused) {
			heard = Date.now();
			showStamp("paused", "warn");
		} else {
			askAgain().then(() => hear("")).catch(() => {});
		}
	});
}

export function startBoard() {
	box = find("#board");
	stamp = find("#board-stamp");
	if (!box?.dataset.stream || !stamp)
		return;
	const button = find("#board-pause");
	const reload = find("#board-reload");
	if (reload)
		reload.hidden = true;
	if (button)
		pauses(button);
	watch();
	listen();
	setInterval(() => isPaused || document.hidden || followCounts(), COUNTS_MS);
	stamp.dataset.started = "";
}
