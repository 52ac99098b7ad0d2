// What every other file uses: finding, asking the server, filling sentences.

export const find = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const isShown = element => element.getClientRects().length > 0;

// Keys and the palette also reach what waits in a closed menu or drawer.
export function isReachable(element) {
	const menu = element.closest("details.menu");
	return isShown(menu ?? element) || Boolean(element.closest(".side"));
}

// Markup comes from our own server alone. One policy, so that a content security policy may
// allow it by name and refuse every other.
const rules = { createHTML: text => text, createScript: text => text };
export const policy = window.trustedTypes?.createPolicy("hark", rules) ?? rules;

export function parse(text) {
	return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

// Sentences stand in data attributes, translated by the server: "Draft saved {time}".
export function fill(sentence, values) {
	return (sentence ?? "").replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

// In the time zone of the person's settings, as everything that the server writes.
export function clock(when = new Date()) {
	const timeZone = document.documentElement.dataset.timezone || undefined;
	return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", timeZone }).format(when);
}

// Staff read Latin digits in every language.
export function locale() {
	const language = document.documentElement.lang || "en";
	return (language === "en" ? "en-GB" : language) + "-u-nu-latn";
}

// Who is signed in.
export const me = () => find("#live")?.dataset.me ?? "";

// Every form carries the token against forged requests; so do these.
export function formBody(fields) {
	const body = new URLSearchParams(fields);
	body.set("form_token", find('meta[name="form-token"]')?.content ?? "");
	return body;
}

export function post(url, fields, signal) {
	const headers = { "HX-Request": "true" };
	return fetch(url, { method: "POST", body: formBody(fields), headers, signal });
}

export function get(url, signal) {
	return fetch(url, { signal, headers: { "HX-Request": "true" } });
}

// Work one after the other, also when what went before failed; gives what the work gives.
export function queue() {
	let last = Promise.resolve();
	return work => {
		const done = last.then(work);
		last = done.catch(() => undefined);
		return done;
	};
}

// Storage may be refused by the browser: then nothing outlives this page.
function keeper(storage) {
	const attempt = work => {
		try {
			return work(storage());
		} catch {
			return null;
		}
	};
	return {
		get: key => attempt(it => it.getItem(key)),
		set: (key, value) => attempt(it => it.setItem(key, value)),
		drop: key => attempt(it => it.removeItem(key)),
		keys: () => attempt(it => Object.keys(it)) ?? [],
	};
}

export const store = keeper(() => localStorage);
export const session = keeper(() => sessionStorage);
