// What the server finds in a reply while one writes: words that promise a time. Ticks and times that
// somebody set stay as long as the sentence stands. Nothing here holds a reply back.
import { all, find, parse, post } from "./dom.js";

const PAUSE_MS = 700;

function show(box, page) {
	const shown = new Map(all("[data-said]", box).map(row => [row.dataset.said, row]));
	const same = all("[data-said]", page).map(row => row.dataset.said);
	if (same.length === shown.size && same.every(said => shown.has(said)) &&
		!find("[data-hints]", page) && !find("[data-hints]", box))
		return;
	for (const row of all("[data-said]", page))
		if (shown.has(row.dataset.said))
			row.replaceWith(shown.get(row.dataset.said));
	box.replaceChildren(...page.body.childNodes);
	// The tick of a row says which of the fields beside it belong to it.
	all("[data-said]", box).forEach((row, position) => {
		find("[name=promise]", row).value = position;
	});
}

export function startGuide(form) {
	const box = find("[data-guide]", form);
	const field = find("textarea", form);
	let timer;
	let shown = "";  // of which text
	if (!box)
		return;
	const ask = async () => {
		const text = field.value;
		if (text === shown)
			return;
		const answer = await post(box.dataset.guide, { text });
		if (!answer.ok || answer.redirected)
			return;
		const page = parse(await answer.text());
		if (field.value !== text)
			return;
		shown = text;
		show(box, page);
	};
	field.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(() => ask().catch(() => {}), PAUSE_MS);
	});
	// A draft or an apology that stands there already.
	if (field.value.trim() && !find("[data-said]", box))
		ask().catch(() => {});
}
