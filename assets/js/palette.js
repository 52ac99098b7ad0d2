// Ctrl K: go, find, do. The page's own buttons and links with data-command are the commands;
// from three letters on the server finds tickets and people. Pattern: ARIA APG, combobox with
// list autocomplete.
import Combobox from "@github/combobox-nav";
import { all, fill, find, get, isReachable, parse } from "./dom.js";
import { act } from "./keys.js";

const WAIT_MS = 150;
const LETTERS = 3;

const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
// As the server counts them: a vowel sign is a letter too, so that short words of Bengali and Tamil
// are found as one types.
const letters = text => [...text.trim().normalize("NFC")].length;

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
		this.box = new Combobox(this.input, this.list,
			{ tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });
		this.heard = () => this.typed();
		this.list.addEventListener("combobox-commit", event => this.take(event.target));
		dialog.addEventListener("close", () => this.box.stop());
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
		this.list.replaceChildren(...fits, ...this.found);
		this.settle();
		this.box.clearSelection();
		this.box.indicateDefaultOption();
	}

	showFound(items) {
		this.found.forEach(item => item.remove());
		this.found = items;
		this.found.forEach((item, at) => { item.id = `found-${at}`; });
		this.list.append(...this.found);
		this.settle();
		if (!find("[aria-selected=true]", this.list))
			this.box.indicateDefaultOption();
	}

	settle() {
		this.status.textContent = fill(this.status.dataset.count, { n: this.list.children.length });
	}

	typed() {
		clearTimeout(this.timer);
		this.asked?.abort();
		if (letters(this.input.value) < LETTERS)
			this.found = [];
		else
			this.timer = setTimeout(() => this.ask(), WAIT_MS);
		this.show();
	}

	async ask() {
		this.asked = new AbortController();
		const query = new URLSearchParams({ q: this.input.value.trim(), part: "1" });
		try {
			const answer = await get(`${this.dialog.dataset.search}?${query}`, this.asked.signal);
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
		if (command)
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
