// Toasts: ten seconds, longer while pointed at or focused. The server renders those that follow
// a form; toast() makes the rest. One with Undo goes along to the next page, so that Z takes back a
// reply whose ticket was left already.
import { all, find, me, parse } from "./dom.js";

const SHOWN_MS = 10_000;
const KEPT = "hark.undo";

export function toast(text) {
	const region = find(".toasts");
	if (!text || !region || all(".toast", region).some(it => it.textContent.trim() === text))
		return;
	const box = document.createElement("div");
	box.className = "toast";
	const words = document.createElement("span");
	words.textContent = text;
	box.append(words);
	region.append(box);
	keepAWhile(box);
}

function keepAWhile(box, shown = SHOWN_MS) {
	let timer;
	const wait = () => {
		clearTimeout(timer);
		timer = setTimeout(() => box.remove(), shown);
	};
	const stay = () => clearTimeout(timer);
	box.addEventListener("pointerenter", stay);
	box.addEventListener("pointerleave", wait);
	box.addEventListener("focusin", stay);
	box.addEventListener("focusout", wait);
	wait();
}

function takeAlong(box) {
	const form = find("form", box);
	if (!form)
		return;
	sessionStorage.setItem(KEPT, JSON.stringify({ who: me(), until: Date.now() + SHOWN_MS, markup: box.outerHTML }));
	form.addEventListener("submit", () => sessionStorage.removeItem(KEPT));
}

function isOver(box, page) {
	const [one, other] = [box, page].map(it => it.getBoundingClientRect());
	return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

// What the server has to say of a later deed takes its place. On a telephone it would lie over the
// page that one has come to, and over the way back: there it stays away.
function bringBack() {
	const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
	const left = kept?.who === me() ? kept.until - Date.now() : 0;
	const region = find(".toasts");
	if (left <= 0 || !region || find(".toast", region))
		return void sessionStorage.removeItem(KEPT);
	const box = document.importNode(find(".toast", parse(kept.markup)), true);
	region.append(box);
	if (isOver(box, find("main")))
		return void box.remove();
	find("form", box).addEventListener("submit", () => sessionStorage.removeItem(KEPT));
	keepAWhile(box, left);
	return box;
}

export function startNotices() {
	const brought = bringBack();
	all(".toasts .toast").filter(box => box !== brought).forEach(box => {
		takeAlong(box);
		keepAWhile(box);
	});
	new MutationObserver(changes => {
		for (const node of changes.flatMap(change => [...change.addedNodes]))
			if (node.matches?.(".toast:not([data-kept])")) {
				takeAlong(node);
				keepAWhile(node);
			}
	}).observe(find(".toasts") ?? document.createElement("div"), { childList: true });
}
