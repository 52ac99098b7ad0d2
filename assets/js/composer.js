// Reply and internal note are two forms under two tabs: what stands in one can never be sent as
// the other, and nothing switches by itself (parts/composer.html).
import { all, find, parse, post } from "./dom.js";
import { startDraft } from "./drafts.js";
import { put, startEditor } from "./editor.js";
import { startFiles } from "./files.js";
import { startGuide } from "./guide.js";
import { startMentions } from "./mentions.js";
import { toast } from "./notices.js";
import { holdForGap, startSaved } from "./saved.js";

function choose(box, tab) {
	for (const it of all("[role=tab]", box)) {
		const isChosen = it === tab;
		it.setAttribute("aria-selected", isChosen);
		it.tabIndex = isChosen ? 0 : -1;
		document.getElementById(it.getAttribute("aria-controls")).hidden = !isChosen;
	}
	box.classList.toggle("comp-note", tab.dataset.kind === "note");
}

async function preview(form, button) {
	const box = find(".preview", form);
	const isOpen = button.getAttribute("aria-pressed") === "true";
	button.setAttribute("aria-pressed", !isOpen);
	box.hidden = isOpen;
	if (isOpen)
		return;
	const answer = await post(button.dataset.preview, { text: find("textarea", form).value, kind: form.dataset.kind })
		.catch(() => null);
	if (answer?.ok) {
		box.replaceChildren(...parse(await answer.text()).body.childNodes);
		return;
	}
	button.setAttribute("aria-pressed", false);
	box.hidden = true;
	toast(find("[data-trouble]")?.dataset.trouble);
}

// Says that one writes here: at once, then every five seconds while typing goes on.
function writing(box, form) {
	const url = box?.dataset.presence;
	let last = 0;
	if (!url)
		return;
	form.addEventListener("input", () => {
		if (Date.now() - last < 5000)
			return;
		last = Date.now();
		post(url, { doing: form.dataset.kind === "note" ? "noting" : "writing" }).catch(() => {});
	});
}

function startForm(box, form) {
	// A draft brings back what was written; a browser on its way back would bring what was sent.
	find("textarea", form).autocomplete = "off";
	startEditor(form);
	startFiles(form);
	startDraft(form);
	startSaved(form);
	startGuide(form);
	startMentions(form);
	writing(box, form);
	form.addEventListener("click", event => {
		const button = event.target.closest("[data-preview]");
		if (button)
			preview(form, button).catch(() => {});
	});
	// Enter in the field of a time means that time, never now.
	find("[type=datetime-local]", form)?.addEventListener("keydown", event => {
		if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			find("button[name=later][value=at]", form).click();
		}
	});
	form.addEventListener("submit", event => {
		const field = find("textarea", form);
		// Enter in a field: the draft is kept by itself, and the page stays as it is.
		if (event.submitter?.matches("[data-keep]")) {
			event.preventDefault();
			return;
		}
		if (holdForGap(form, event))
			return;
		if (!field.value.trim() && !find("input[type=file]", form)?.files.length &&
			!find("[name=kept]:checked", form)) {
			event.preventDefault();
			field.focus();
		}
	}, true);
}

const SEEN_MS = 5000;
const SLACK_PX = 40;

// What came while one was looking at the end of the conversation has been read after a while; a
// reply need not be stopped for it.
function seeNews() {
	let timer;
	document.addEventListener("htmx:after:swap", () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			const newest = find("[data-newest]");
			const last = newest?.previousElementSibling?.getBoundingClientRect();
			const edge = newest?.closest("[data-end]").getBoundingClientRect().bottom;
			if (!last || document.hidden || last.bottom > Math.min(edge, innerHeight) + SLACK_PX)
				return;
			for (const version of all("input[data-seen]"))
				version.value = newest.dataset.newest;
			for (const link of all("a[data-seen]"))
				link.href = link.href.replace(/version=\d+/, `version=${newest.dataset.newest}`);
		}, SEEN_MS);
	});
}

// Words that a reply begins with: put in here, so that what is typed and not kept yet stays.
function beginWith(form) {
	form.addEventListener("submit", event => {
		const field = document.getElementById(form.dataset.begin);
		const { text } = form.dataset;
		event.preventDefault();
		if (!field.value.startsWith(text))
			put(field, 0, 0, `${text}\n\n`, text.length + 2, text.length + 2);
		field.focus();
	});
}

export function startComposers() {
	seeNews();
	for (const form of all("form[data-begin]"))
		beginWith(form);
	for (const box of all("[data-composer]")) {
		box.addEventListener("click", event => {
			const tab = event.target.closest("[role=tab]");
			if (tab) {
				event.preventDefault();
				choose(box, tab);
			}
		});
	}
	for (const form of all("form[data-send]"))
		startForm(form.closest("[data-composer]"), form);
}
