// Markdown by buttons, in a native textarea: input methods, spelling and dictation stay whole.
// execCommand is old, but it alone keeps the browser's own undo.
import { find } from "./dom.js";

const AROUND = { bold: ["**", "**"], italic: ["_", "_"], code: ["`", "`"] };
const BEFORE = { list: "- ", quote: "> " };

export function put(field, from, to, text, selectFrom, selectTo) {
	field.focus();
	field.setSelectionRange(from, to);
	if (!document.execCommand("insertText", false, text)) {
		field.setRangeText(text, from, to, "end");
		field.dispatchEvent(new Event("input", { bubbles: true }));
	}
	field.setSelectionRange(from + selectFrom, from + selectTo);
}

// Presses once to add, twice to take away.
function around(field, [open, close]) {
	let { selectionStart: from, selectionEnd: to, value } = field;
	while (from < to && /\s/.test(value[from]))
		from++;
	while (to > from && /\s/.test(value[to - 1]))
		to--;
	const inner = value.slice(from, to);
	if (value.slice(0, from).endsWith(open) && value.slice(to).startsWith(close)) {
		put(field, from - open.length, to + close.length, inner, 0, inner.length);
		return;
	}
	put(field, from, to, open + inner + close, open.length, open.length + inner.length);
}

function before(field, mark) {
	const { selectionStart, selectionEnd, value } = field;
	const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
	const end = value.indexOf("\n", selectionEnd);
	const lines = value.slice(from, end < 0 ? value.length : end).split("\n");
	const isMarked = lines.every(line => line.startsWith(mark));
	const text = lines.map(line => isMarked ? line.slice(mark.length) : mark + line).join("\n");
	put(field, from, end < 0 ? value.length : end, text, text.length, text.length);
}

function link(field) {
	const { selectionStart: from, selectionEnd: to, value } = field;
	const inner = value.slice(from, to);
	if (/^https?:\/\/\S+$/.test(inner))
		put(field, from, to, `[](${inner})`, 1, 1);
	else
		put(field, from, to, `[${inner}](https://)`, inner.length + 3, inner.length + 11);
}

export function format(field, kind) {
	if (AROUND[kind])
		around(field, AROUND[kind]);
	else if (BEFORE[kind])
		before(field, BEFORE[kind]);
	else if (kind === "link")
		link(field);
}

export function startEditor(form) {
	const field = find("textarea", form);
	form.addEventListener("click", event => {
		const button = event.target.closest("[data-md]");
		if (button)
			format(field, button.dataset.md);
	});
	field.addEventListener("keydown", event => {
		const kind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
			&& { b: "bold", i: "italic" }[event.key.toLowerCase()];
		if (kind) {
			event.preventDefault();
			format(field, kind);
		}
	});
}
