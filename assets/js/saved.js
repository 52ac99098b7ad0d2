// Saved replies: "/" at the beginning of a line opens them, words find one, Enter puts its text where
// the cursor stands. What the server did not know is a gap, {{?words}}, which holds the form back.
import Combobox from "@github/combobox-nav";
import { all, fill, find, get, parse, post } from "./dom.js";
import { put } from "./editor.js";
import { toast } from "./notices.js";

const GAP = /\{\{\?[^\n}]*\}\}/;

const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

// The first gap is selected, so that typing fills it.
function toGap(field) {
	const gap = GAP.exec(field.value);
	if (!gap)
		return false;
	field.focus();
	field.setSelectionRange(gap.index, gap.index + gap[0].length);
	return true;
}

// Only what is sent is held back; a press that puts something in is not.
export function holdForGap(form, event) {
	if (!form.dataset.gap || event.submitter?.hasAttribute("formaction") ||
		!toGap(find("textarea", form)))
		return false;
	event.preventDefault();
	toast(form.dataset.gap);
	return true;
}

class Picker {
	constructor(form, dialog) {
		this.field = find("textarea", form);
		this.dialog = dialog;
		this.url = dialog.dataset.savedUrl;
		this.form = form;
		this.input = find("input", dialog);
		this.list = find("[role=listbox]", dialog);
		this.text = find(".saved-text", dialog);
		this.none = find(".saved-none", dialog);
		this.status = find("[role=status]", dialog);
		this.items = [];
		this.box = new Combobox(this.input, this.list,
			{ tabInsertsSuggestions: false, firstOptionSelectionMode: "selected" });
		this.heard = () => this.show();
		this.list.addEventListener("combobox-commit", event => this.take(event.target));
		new MutationObserver(() => this.preview()).observe(this.list,
			{ subtree: true, childList: true, attributeFilter: ["aria-selected"] });
		dialog.addEventListener("close", () => {
			this.box.stop();
			this.field.focus();
		});
		dialog.addEventListener("click", event => event.target === dialog && dialog.close());
	}

	// trigger: how many letters before the cursor asked for it, and go when something is taken.
	async open(trigger) {
		this.at = { from: this.field.selectionStart - trigger, to: this.field.selectionEnd };
		this.input.value = "";
		this.dialog.showModal();
		this.input.focus();
		this.box.start();
		this.input.removeEventListener("input", this.heard);
		this.input.addEventListener("input", this.heard);
		try {
			const answer = await get(this.url + this.about());
			if (answer.ok && !answer.redirected)
				this.items = all("[role=option]", parse(await answer.text()));
		} catch {
			toast(find("[data-trouble]")?.dataset.trouble);
		}
		this.show();
	}

	// A shortcut that is typed whole comes first.
	show() {
		const typed = plain(this.input.value.trim().replace(/^\//, ""));
		const words = typed.split(/\s+/);
		const fits = this.items.filter(item => {
			const text = plain(`${item.textContent} ${item.dataset.text}`);
			return words.every(word => text.includes(word));
		});
		const exact = item => Number(plain(item.dataset.shortcut) !== typed);
		fits.sort((one, other) => exact(one) - exact(other));
		this.list.replaceChildren(...fits);
		this.none.hidden = this.items.length > 0;
		this.status.textContent = fill(this.status.dataset.count, { n: fits.length });
		this.box.clearSelection();
		this.box.indicateDefaultOption();
		this.preview();
	}

	// Of a first mail the form alone knows who gets it and what it is about.
	known() {
		const values = new FormData(this.form);
		return this.form.dataset.kind === "first"
			? { customer: values.get("customer") ?? "0", subject: values.get("subject") ?? "" } : {};
	}

	about() {
		const { customer } = this.known();
		return customer ? `?customer=${customer}` : "";
	}

	preview() {
		const chosen = find("[aria-selected=true]", this.list);
		this.text.textContent = chosen?.dataset.text ?? "";
		this.text.lang = chosen?.dataset.language ?? "";
	}

	async take(item) {
		this.dialog.close();
		try {
			const answer = await post(`${this.url}/${item.dataset.saved}`, this.known());
			const filled = answer.ok && find("[data-text]", parse(await answer.text()));
			if (!filled)
				throw new Error(answer.status);
			const { text, notice } = filled.dataset;
			put(this.field, this.at.from, this.at.to, text, text.length, text.length);
			toGap(this.field);
			toast(notice);
		} catch {
			toast(find("[data-trouble]")?.dataset.trouble);
		}
	}
}

export function startSaved(form) {
	const dialog = form.parentElement && find("dialog.saved", form.parentElement);
	const opener = find("[data-saved-open]", form);
	if (!dialog || !opener)
		return;
	const picker = new Picker(form, dialog);
	const { field } = picker;
	opener.hidden = false;
	opener.addEventListener("click", () => picker.open(0));
	field.addEventListener("input", event => {
		const at = field.selectionStart;
		if (event.data === "/" && !event.isComposing && (at === 1 || field.value[at - 2] === "\n"))
			picker.open(1);
	});
}
