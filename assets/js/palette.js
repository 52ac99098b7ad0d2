// Ctrl K: go, find, do. The page's own buttons and links with data-command are the commands;
// from three letters on the server finds tickets and people, a ticket by its number at once. Last
// stands the way to all that the search page finds. Pattern: ARIA APG, combobox with list
// autocomplete.
import Combobox from "@github/combobox-nav";
import { all, fill, find, get, isReachable, parse } from "./dom.js";
import { act } from "./keys.js";

const WAIT_MS = 150;
const LETTERS = 3;

const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
// As the server counts them: a vowel sign is a letter too, so that short words of Bengali and Tamil
// are found as one types.
const letters = text => [...text.trim().normalize("NFC")].length;
const isAsked = text => letters(text) >= LETTERS || /^#?\p{Nd}+$/u.test(text.trim());

function option(id, command) {
	const item = document.createElement("div");
	item.id = id;
	item.setAttribute("role", "option");
	const icon = find("svg.i", command)?.cloneNode(true);
	icon?.setAttribute("class", "i");
	const words = document.createElement("span");
	words.textContent = command.dataset.command || command.textContent.trim();
	item.append(...(icon ? [icon] : []), words);
	if (command.dataset.key) {
		const key = document.createElement("kbd");
		key.textContent = command.dataset.key.toUpperCase();
		item.append(key);
	}
	return item;
}

class Palette {
	constructor(dialog) {
		this.dialog = dialog;
		this.input = find("input", dialog);
		this.list = find("[role=listbox]", dialog);
		this.status = find("[role=status]", dialog);
		this.commands = new Map();
		this.found = [];
		this.rest = document.createElement("div");
		this.rest.id = "found-all";
		this.rest.setAttribute("role", "option");
		this.box = new Combobox(this.input, this.list,
			{ tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });
		this.heard = () => this.typed();
		this.list.addEventListener("combobox-commit", event => this.take(event.target));
		// It comes late: the palette may be open again by then.
		dialog.addEventListener("close", () => dialog.open || this.box.stop());
		dialog.addEventListener("click", event => event.target === dialog && dialog.close());
	}

	open() {
		this.input.value = "";
		this.commands.clear();
		// What this page can do comes before what every page can do.
		const seen = [...all("#main [data-command], .toast [data-command]"), ...all("[data-command]")];
		[...new Set(seen)].filter(isReachable)
			.forEach((command, at) => this.commands.set(`command-${at}`, command));
		this.dialog.showModal();
		this.input.focus();
		this.box.start();
		// After the box's own listener, which forgets the choice.
		this.input.removeEventListener("input", this.heard);
		this.input.addEventListener("input", this.heard);
		this.typed();
	}

	// Commands first: what the server finds later moves nothing.
	show() {
		const typed = plain(this.input.value.trim()).split(/\s+/);
		const fits = [...this.commands].map(([id, command]) => option(id, command))
			.filter(item => typed.every(word => plain(item.textContent).includes(word)));
		this.list.replaceChildren(...fits);
		this.settle();
		this.box.clearSelection();
		this.box.indicateDefaultOption();
	}

	showFound(items) {
		// Chosen by nobody, as there was nothing else.
		const isDefault = this.list.firstElementChild === this.rest;
		this.found.forEach(item => item.remove());
		this.found = items;
		this.found.forEach((item, at) => { item.id = `found-${at}`; });
		const chosen = find("[aria-selected=true]", this.list);
		this.settle();
		if (!chosen || isDefault) {
			this.box.clearSelection();
			this.box.indicateDefaultOption();
		}
	}

	settle() {
		const typed = this.input.value.trim();
		const icon = find("[data-open=palette] svg.i")?.cloneNode(true);
		this.rest.remove();
		this.list.append(...this.found);
		this.status.textContent = fill(this.status.dataset.count, { n: this.list.children.length });
		this.rest.replaceChildren(...(icon ? [icon] : []), fill(this.dialog.dataset.all, { q: typed }));
		this.list.append(...(typed ? [this.rest] : []));
	}

	typed() {
		clearTimeout(this.timer);
		this.asked?.abort();
		if (!isAsked(this.input.value))
			this.found = [];
		else
			this.timer = setTimeout(() => this.ask(), WAIT_MS);
		this.show();
	}

	address(more = {}) {
		const query = new URLSearchParams({ q: this.input.value.trim(), ...more });
		return `${this.dialog.dataset.search}?${query}`;
	}

	async ask() {
		this.asked = new AbortController();
		try {
			const answer = await get(this.address({ part: "1" }), this.asked.signal);
			if (answer.ok && !answer.redirected)
				this.showFound(all("[role=option]", parse(await answer.text())));
		} catch (error) {
			if (error.name !== "AbortError")
				this.showFound([]);
		}
	}

	take(item) {
		const command = this.commands.get(item.id);
		this.dialog.close();
		if (item === this.rest)
			location.assign(this.address());
		else if (command)
			act(command);
		else if (item.dataset.href?.startsWith("/"))
			location.assign(item.dataset.href);
	}
}

export function startPalette() {
	const dialog = find("#palette");
	if (!dialog)
		return;
	const palette = new Palette(dialog);
	document.addEventListener("click", event => {
		if (event.target.closest('[data-open="palette"]')) {
			event.preventDefault();
			palette.open();
		}
	});
}
