// "@" in an internal note lists the colleagues who may see its ticket; Enter puts a name in. Who
// writes the name himself needs no list.
import Combobox from "@github/combobox-nav";
import { find, get } from "./dom.js";

const ASKED = /(?:^|[\s(])@([^\s@]{0,40})$/;
const MOST = 8;

const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const fits = (name, typed) => plain(name).split(/\s+/).some(word => word.startsWith(typed));

class Names {
	constructor(field, list) {
		this.field = field;
		this.list = list;
		field.addEventListener("input", () => this.look().catch(() => this.close()));
		field.addEventListener("blur", () => setTimeout(() => this.close(), 200));
		field.addEventListener("keydown", event => {
			if (event.key !== "Escape" || list.hidden)
				return;
			event.stopPropagation();
			event.preventDefault();
			this.close();
		});
		list.addEventListener("combobox-commit", event => this.take(event.target.textContent));
	}

	async names() {
		if (!this.known) {
			const answer = await get(this.list.dataset.names);
			this.known = answer.ok && !answer.redirected ? (await answer.json()).names : [];
		}
		return this.known;
	}

	typed() {
		return ASKED.exec(this.field.value.slice(0, this.field.selectionStart))?.[1];
	}

	async look() {
		if (this.typed() === undefined) {
			this.close();
			return;
		}
		const names = await this.names();
		const typed = this.typed();
		const found = typed === undefined ? [] : names.filter(name => fits(name, plain(typed))).slice(0, MOST);
		this.close();
		if (!found.length)
			return;
		this.list.replaceChildren(...found.map((name, place) => {
			const item = document.createElement("li");
			item.setAttribute("role", "option");
			item.id = `${this.list.id}-${place}`;
			item.dir = "auto";
			item.textContent = name;
			return item;
		}));
		this.list.hidden = false;
		// The field is one of plain text but while names are offered, and is told as that.
		this.box = new Combobox(this.field, this.list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });
		this.box.start();
	}

	close() {
		if (this.list.hidden)
			return;
		this.box.destroy();
		this.list.hidden = true;
	}

	take(name) {
		const end = this.field.selectionStart;
		const begin = end - (this.typed()?.length ?? 0);
		this.close();
		this.field.focus();
		this.field.setRangeText(`${name} `, begin, end, "end");
		this.field.dispatchEvent(new Event("input", { bubbles: true }));
	}
}

export function startMentions(form) {
	const list = find("[data-names]", form);
	if (list)
		new Names(find("textarea", form), list);
}
