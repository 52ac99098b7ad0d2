// Single keys, outside of text fields only, and one may switch them off (WCAG 2.1.4). The page
// says what a key does: <button data-key="e">, <a data-key="g i">; help and palette read the same.
import { all, find, isReachable, isShown, post } from "./dom.js";

const SECOND_KEY_MS = 1000;
const CODES = { Slash: "/", BracketLeft: "[", BracketRight: "]", Period: ".", Comma: "," };
let first = "";
let timer;

// Bengali, Tamil or Lithuanian layouts name other letters: then the place of the key counts.
export function keyOf(event) {
	if (event.key.length > 1)
		return event.key;
	if (/^[!-~]$/.test(event.key))
		return event.shiftKey && /[A-Z]/.test(event.key) ? `Shift+${event.key.toLowerCase()}`
			: event.key.toLowerCase();
	if (event.code === "Slash" && event.shiftKey)
		return "?";
	const key = CODES[event.code] ?? /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? "";
	return event.shiftKey && key ? `Shift+${key}` : key;
}

function isTyping(event) {
	const target = event.target;
	if (target.closest?.("dialog[open], textarea, select, [contenteditable]"))
		return true;
	const input = target.closest?.("input");
	return Boolean(input) && !["checkbox", "radio", "button", "submit"].includes(input.type);
}

// AltGr types letters on many layouts, and a half-composed letter is no key.
const isPlain = event => !event.isComposing && event.keyCode !== 229 && !event.ctrlKey
	&& !event.metaKey && !event.altKey && !event.getModifierState?.("AltGraph");

export function act(element) {
	if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
		element.focus();
		element.select?.();
		return;
	}
	element.click();
	const then = element.dataset.focus && document.getElementById(element.dataset.focus);
	then?.focus();
	then?.setSelectionRange?.(then.value.length, then.value.length);
	if (!then && element.matches("summary"))
		find("a, button, input", element.parentElement.querySelector(".menu-box"))?.focus();
}

function holder(key) {
	return all(`[data-key="${CSS.escape(key)}"]`).find(it => isReachable(it) && !it.disabled);
}

const rows = () => all(".q, [data-row]").filter(isShown);

function current(list) {
	const focused = list.indexOf(document.activeElement);
	return focused >= 0 ? focused : list.findIndex(row => row.hasAttribute("aria-current"));
}

function move(by) {
	const list = rows();
	const at = current(list);
	const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
	list[Math.max(0, Math.min(list.length - 1, next))]?.focus();
}

function neighbour(by) {
	const list = rows();
	const at = list.findIndex(row => row.hasAttribute("aria-current"));
	if (at >= 0)
		list[at + by]?.click();
}

const BUILT_IN = {
	j: () => move(1),
	k: () => move(-1),
	o: () => rows()[current(rows())]?.click(),
	"[": () => neighbour(-1),
	"]": () => neighbour(1),
	"?": () => find("#keys")?.showModal(),
	"/": () => find('[data-open="palette"]')?.click(),
};

function single(event) {
	const key = keyOf(event);
	const pair = first && `${first} ${key}`;
	first = "";
	clearTimeout(timer);
	const element = holder(pair || key);
	if (element) {
		event.preventDefault();
		act(element);
	} else if (!pair && BUILT_IN[key]) {
		event.preventDefault();
		BUILT_IN[key]();
	} else if (!pair && find(`[data-key^="${CSS.escape(key)} "]`)) {
		first = key;
		timer = setTimeout(() => { first = ""; }, SECOND_KEY_MS);
	}
}

function withControl(event) {
	const key = keyOf(event);
	if (key === "k" && !event.shiftKey) {
		event.preventDefault();
		find('[data-open="palette"]')?.click();
	} else if (key === "Enter") {
		const form = event.target.closest?.("form[data-send]");
		const button = form && find(event.shiftKey ? "[data-send-also]" : "[data-send-button]", form);
		if (button) {
			event.preventDefault();
			button.click();
		}
	}
}

// Escape leaves a text field for the row one came from, and else the page for the one before it,
// by its link data-back. What is open (page.js, dialogs) is closed first. Chosen files are in no
// draft, so they hold one back.
function leave(event) {
	const field = event.target.closest?.("input, textarea, select");
	if (find("dialog[open]"))
		return;
	if (field) {
		field.blur();
		(find(".q[aria-current]") ?? find("#main"))?.focus();
	} else if (!all("input[type=file]").some(it => it.files.length)) {
		find("[data-back]")?.click();
	}
}

// Who comes back to a list stands on the row that he came from; who took a reply back, at its end.
function comeBack() {
	const place = location.hash && document.getElementById(location.hash.slice(1));
	if (place && place.matches(".q, textarea"))
		place.focus();
	if (place && place.matches("textarea"))
		place.setSelectionRange(place.value.length, place.value.length);
}

// The server keeps the choice; data-keys of the page says it.
const areOff = () => document.documentElement.dataset.keys === "off";

function keysSwitch() {
	const choice = find("[data-keys-switch]");
	choice?.addEventListener("change", () => {
		const keys = choice.checked ? "on" : "off";
		document.documentElement.dataset.keys = keys;
		post(choice.dataset.keysSwitch, { keys }).catch(() => {});
	});
}

function sayShortcuts() {
	for (const element of all("[data-key]"))
		if (!element.dataset.key.includes(" "))
			element.setAttribute("aria-keyshortcuts", element.dataset.key.toUpperCase());
}

export function startKeys() {
	document.addEventListener("keydown", event => {
		if (event.defaultPrevented || event.isComposing)
			return;
		if ((event.ctrlKey || event.metaKey) && !event.altKey)
			withControl(event);
		else if (event.key === "Escape")
			leave(event);
		else if (isPlain(event) && !isTyping(event) && !areOff())
			single(event);
	});
	keysSwitch();
	sayShortcuts();
	comeBack();
}
