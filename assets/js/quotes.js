// A customer's words as a quotation in the reply: what is selected of a message, else the whole of
// it. While something is selected, Q does it.
import { all, find } from "./dom.js";
import { put } from "./editor.js";

function selected(message) {
	const selection = getSelection();
	const text = selection.toString().trim();
	const isWithin = node => node && all(".words", message).some(it => it.contains(node));
	return text && isWithin(selection.anchorNode) && isWithin(selection.focusNode) ? text : "";
}

function quotation(cite, text) {
	const lines = text.replace(/\n{3,}/g, "\n\n").split("\n").map(line => `> ${line}`.trimEnd());
	return `> ${cite}\n>\n${lines.join("\n")}\n\n`;
}

// On lines of its own, where the cursor stands.
function quote(button) {
	const message = button.closest(".msg");
	const text = selected(message) || find(".words", message).innerText.trim();
	const field = document.getElementById("text-reply");
	if (!field)
		return false;
	find("#tab-reply[aria-selected=false]")?.click();
	const { selectionStart: from, selectionEnd: to, value } = field;
	const before = value.slice(0, from);
	const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
	const words = gap + quotation(button.dataset.cite, text);
	put(field, from, to, words, words.length, words.length);
	return true;
}

// The words and the key of each button say what it would do now.
function follow() {
	for (const button of all("[data-quote]")) {
		const isPart = Boolean(selected(button.closest(".msg")));
		const words = isPart ? button.dataset.part : button.dataset.whole;
		if (button.textContent !== words)
			button.textContent = words;
		button.toggleAttribute("data-key", isPart);
		if (isPart)
			button.dataset.key = "q";
	}
}

export function startQuotes() {
	document.addEventListener("selectionchange", follow);
	document.addEventListener("submit", event => {
		const button = event.submitter?.closest("[data-quote]");
		if (button && quote(button)) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
	}, true);
}
