// Toasts: ten seconds, longer while pointed at or focused. The server renders those that follow
// a form; toast() makes the rest.
import { all, find } from "./dom.js";

const SHOWN_MS = 10_000;

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

function keepAWhile(box) {
	let timer;
	const wait = () => {
		clearTimeout(timer);
		timer = setTimeout(() => box.remove(), SHOWN_MS);
	};
	const stay = () => clearTimeout(timer);
	box.addEventListener("pointerenter", stay);
	box.addEventListener("pointerleave", wait);
	box.addEventListener("focusin", stay);
	box.addEventListener("focusout", wait);
	wait();
}

export function startNotices() {
	all(".toasts .toast").forEach(keepAWhile);
	new MutationObserver(changes => {
		for (const node of changes.flatMap(change => [...change.addedNodes]))
			if (node.matches?.(".toast:not([data-kept])"))
				keepAWhile(node);
	}).observe(find(".toasts") ?? document.createElement("div"), { childList: true });
}
