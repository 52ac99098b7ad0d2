// What every other file uses: finding, asking the server, filling sentences.

export const find = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const isShown = element => element.getClientRects().length > 0;

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

export function clock(when = new Date()) {
	return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(when);
}

// Staff read Latin digits in every language.
export function locale() {
	const language = document.documentElement.lang || "en";
	return (language === "en" ? "en-GB" : language) + "-u-nu-latn";
}

export function post(url, fields) {
	const body = new URLSearchParams(fields);
	body.set("token", find('meta[name="form-token"]')?.content ?? "");
	return fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } });
}

export function get(url, signal) {
	return fetch(url, { signal, headers: { "HX-Request": "true" } });
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
	};
}

export const store = keeper(() => localStorage);
export const session = keeper(() => sessionStorage);
