// A form stays where it is while nobody would take it: else a page of the browser's own stood in the
// place of what was written. As long as the stream of events lives the server does; else it is asked first.
import { find } from "./dom.js";
import { isListening } from "./live.js";
import { toast } from "./notices.js";

const PATIENCE_MS = 5000;
const NOBODY = [502, 503, 504]; // from a proxy, or from Hark without its database

const asking = new WeakSet();
let sure = null; // the form whose server has just answered

async function isThere() {
	try {
		const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
		return !NOBODY.includes(answer.status);
	} catch {
		return false;
	}
}

async function ask(form, button) {
	if (!await isThere()) {
		toast(find("[data-away]")?.dataset.away);
		return;
	}
	sure = form;
	form.requestSubmit(button?.form === form ? button : null);
	sure = null;
}

// These change nothing but the page.
const staysHere = (form, button) =>
	form.matches("[data-begin], [data-theme-form]") || button?.matches("[data-keep]");

export function startAway() {
	document.addEventListener("submit", event => {
		const { target: form, submitter: button } = event;
		if (form.method !== "post" || form === sure || staysHere(form, button) || isListening() && navigator.onLine)
			return;
		event.preventDefault();
		event.stopImmediatePropagation();
		if (asking.has(form))
			return;
		asking.add(form);
		ask(form, button).finally(() => asking.delete(form));
	}, true);
}
