// Every pair of text and ground that the style sheet may show, in each accent and theme, computed
// from the tokens themselves. No browser is needed.
import { readFileSync } from "node:fs";
import { check } from "./lib.mjs";

const css = name => readFileSync(new URL(`../../assets/css/${name}`, import.meta.url), "utf8").replace(/\/\*[^]*?\*\//g, "");
const ACCENTS = ["harbour", "ocean", "plum", "ember", "slate"];
// [text, ground, least]; "us" is the ground of our own messages
const PAIRS = [
	...["bg", "surface", "surface-2", "us", "note"].map(ground => ["ink", ground, 7]),
	...["bg", "surface", "surface-2", "surface-3", "us", "note", "accent-soft", "warn-soft", "danger-soft", "info-soft", "good-soft"].map(ground => ["ink-2", ground, 4.5]),
	...["bg", "surface", "surface-2", "us"].map(ground => ["ink-3", ground, 4.5]),
	...["bg", "surface", "surface-2", "us", "accent-soft", "note", "warn-soft", "info-soft"].map(ground => ["accent", ground, 4.5]),
	...["surface", "surface-2", "bg"].map(ground => ["accent-hover", ground, 4.5]),
	["accent-ink", "accent-soft", 4.5], ["on-accent", "accent", 4.5], ["on-accent", "accent-hover", 4.5],
	...["good", "warn", "danger", "info", "violet"].flatMap(name => [[name, `${name}-soft`, 4.5], [name, "surface", 4.5], [name, "bg", 4.5]]),
	["warn", "note", 4.5], ["bg", "ink", 7],
	...["surface", "bg", "surface-2"].map(ground => ["line-strong", ground, 3]),
	...["c1", "c2", "c3", "c4"].map(name => [name, "surface", 3]),
];

function block(text, selector) {
	const found = new Map();
	for (const [, head, body] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g))
		if (head.trim() === selector)
			for (const [, name, value] of body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g))
				found.set(name, value);
	return found;
}

const channels = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));

function light(colour) {
	const [red, green, blue] = channels(colour).map(it => it / 255)
		.map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one, other) {
	const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
	return (more + 0.05) / (less + 0.05);
}

function mixed(one, other, share) {
	const [a, b] = [channels(one), channels(other)];
	return "#" + a.map((it, at) => Math.round(it * share + b[at] * (1 - share)).toString(16).padStart(2, "0")).join("");
}

function colours(accent, theme) {
	const all = new Map([...block(css("tokens.css"), ":root"), ...block(css("accents.css"), `.accent-${accent}`)]);
	if (theme === "dark")
		for (const selector of [':root[data-theme="dark"]', `:root[data-theme="dark"].accent-${accent}`])
			for (const [name, value] of block(css("dark.css"), selector))
				all.set(name, value);
	all.set("us", mixed(all.get("accent-soft"), all.get("surface"), 0.45));
	return all;
}

for (const accent of ACCENTS)
	for (const theme of ["light", "dark"])
		check(`text can be read on every ground: ${accent}, ${theme}`, () => {
			const all = colours(accent, theme);
			return PAIRS.map(([text, ground, least]) => [text, ground, least, ratio(all.get(text), all.get(ground))])
				.filter(([, , least, found]) => !(found >= least))
				.map(([text, ground, least, found]) => `${text} on ${ground}: ${found.toFixed(2)}, needs ${least}`);
		});
