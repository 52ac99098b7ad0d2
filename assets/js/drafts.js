// A draft is on the server one second after the typing stops, and when the field is left. Until
// then this browser keeps it, for it may crash, the server may be away, or one was signed out.
// A save says upon which look it was written (the field "drafted"): when another tab or device has
// written since, the server keeps that, and one is asked here.
import { all, clock, fill, find, me, parse, post, store } from "./dom.js";
import { put } from "./editor.js";

const PAUSE_MS = 1000;
const RETRY_MS = 15_000;

const ROLES = ["to", "cc", "bcc"];

// Those who are named are ticked; whoever has no box stands in the field again.
function readdress(form, role, text) {
	const field = find(`input[name=${role}]:not([type=checkbox])`, form);
	const named = text.split(", ").filter(Boolean);
	const boxes = all(`input[name=${role}][type=checkbox]`, form);
	for (const box of boxes)
		box.checked = named.includes(box.value);
	if (field)
		field.value = named.filter(it => !boxes.some(box => box.value === it)).join(", ");
	const more = field?.closest("details");
	if (more && named.length)
		more.open = true;
}

function read(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

// The newest first. Of a browser of an earlier version a copy is the fields alone.
function copies(prefix) {
	return store.keys().filter(key => key === prefix || key.startsWith(`${prefix}#`))
		.map(key => ({ key, ...copyOf(read(store.get(key))) }))
		.filter(it => it.fields || store.drop(it.key))
		.sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

function copyOf(value) {
	return value?.fields ? value : { fields: value };
}

// Both, one below the other; what stands in the other already is not said twice.
function joined(above, below) {
	if (above.includes(below) || !below.trim())
		return above;
	return below.includes(above) || !above.trim() ? below : `${above}\n\n${below}`;
}

class Draft {
	constructor(form) {
		this.form = form;
		this.url = form.dataset.draft;
		// Several people may share a browser: each finds his own alone. So do several tabs: none
		// takes away what another one keeps.
		this.prefix = `hark.draft.${me()}.${this.url}.${form.dataset.kind}`;
		this.key = `${this.prefix}#${Math.random().toString(36).slice(2)}`;
		this.adopted = [];
		this.unsure = new Set();
		this.status = find("[data-draft-state]", form);
		this.seen = find("input[name=drafted]", form);
		this.saved = this.content();
		this.settle();
		this.restore();
		form.addEventListener("input", () => this.changed());
		form.addEventListener("click", event => this.choose(event));
		form.addEventListener("focusout", () => this.save());
		form.addEventListener("submit", event => event.defaultPrevented || this.sent());
		addEventListener("online", () => this.save());
		addEventListener("pagehide", () => this.leave());
		// Only the server knows what became of it.
		addEventListener("pageshow", event => event.persisted && this.isSent && location.reload());
	}

	fields() {
		const values = new FormData(this.form);
		const { kind } = this.form.dataset;
		const fields = { kind, text: values.get("text") ?? "" };
		for (const name of ["addressed", "message"])
			if (values.has(name))
				fields[name] = values.get(name);
		for (const role of ROLES)
			fields[role] = values.getAll(role).filter(it => it.trim()).join(", ");
		return fields;
	}

	content() {
		return JSON.stringify(this.fields());
	}

	// In this browser, with what it was written upon.
	keep(fields = this.fields()) {
		const seen = this.seen?.value ?? "";
		store.set(this.key, JSON.stringify({ fields, seen, unsure: [...this.unsure], at: Date.now() }));
	}

	// What the server has need not be kept here; another tab may have changed its own copy since.
	forget() {
		store.drop(this.key);
		for (const { key, value } of this.adopted)
			if (store.get(key) === value)
				store.drop(key);
		this.adopted = [];
	}

	// What was submitted is over when the page shows a newer message of ours than it did then;
	// else it never arrived, and is a draft still.
	settle() {
		for (const key of store.keys().filter(it => it.startsWith(`${this.prefix}.sent`))) {
			const sent = read(store.get(key));
			store.drop(key);
			if (sent && sent.said === this.form.dataset.said)
				store.set(`${this.prefix}#${key.slice(-12)}`, JSON.stringify({ fields: read(sent.content), seen: sent.seen, unsure: [], at: sent.at }));
		}
	}

	// A local copy exists only where no saving came after it, so it is newer than what it was
	// written upon. Of several tabs that were closed, all words stand here again.
	restore() {
		const known = find("[name=text]", this.form).value;
		// What was saved since by another tab, with these words in it, has them.
		const isThere = it => it.seen !== this.seen?.value && known.includes(it.fields.text);
		const kept = copies(this.prefix).filter(it => !isThere(it) || store.drop(it.key));
		if (!kept.length)
			return;
		this.adopted = kept.map(({ key }) => ({ key, value: store.get(key) }));
		const [{ fields, seen, unsure }] = kept;
		if (kept.length === 1 && JSON.stringify(fields) === this.saved) {
			this.forget();
			return;
		}
		find("[name=text]", this.form).value = kept.map(it => it.fields.text).reduceRight(joined);
		for (const role of ROLES)
			readdress(this.form, role, fields[role] ?? "");
		this.unsure = new Set(unsure);
		if (this.seen && seen !== undefined)
			this.seen.value = seen;
		this.keep();
		this.save();
	}

	changed() {
		clearTimeout(this.timer);
		if (!this.isSent)
			this.keep();
		this.timer = setTimeout(() => this.save(), PAUSE_MS);
	}

	// One at a time: of two on their way the older may arrive last. What changed meanwhile follows.
	// While there is a newer one, nothing is saved until its reader has chosen.
	async save() {
		clearTimeout(this.timer);
		const content = this.content();
		if (this.isSent || this.isSaving || this.newer?.isConnected)
			return;
		if (content === this.saved) {
			this.forget();
			return;
		}
		this.isSaving = true;
		this.sender = new AbortController();
		try {
			await this.deliver(content);
		} catch {
			if (this.isSent)
				return;
			this.keep();
			this.tell("offline");
			this.timer = setTimeout(() => this.save(), RETRY_MS);
		} finally {
			this.isSaving = false;
		}
		if (!this.isSent && this.content() !== content)
			this.changed();
	}

	// Until the answer has come nobody knows whether it arrived.
	async deliver(content) {
		const { text } = read(content);
		this.unsure.add(text);
		this.keep();
		const fields = { ...this.fields(), drafted: this.seen?.value ?? "" };
		const answer = await post(this.url, fields, this.sender.signal);
		if (answer.status === 409) {
			this.show(parse(await answer.text()).body.firstElementChild);
			return;
		}
		if (!answer.ok || answer.redirected)
			throw new Error(answer.status);
		this.unsure.clear();
		if (this.seen)
			this.seen.value = answer.headers.get("X-Draft") ?? "";
		this.saved = content;
		this.forget();
		this.tell("saved");
	}

	// What this page itself sent, and what stands in its words anyhow, need not be asked about.
	isHere(newer) {
		const text = find("[data-newer-text]", newer)?.textContent ?? "";
		const fields = this.fields();
		const isNamed = role => !newer.dataset[role] || newer.dataset[role] === fields[role];
		return this.unsure.has(text) || fields.text.includes(text) && ROLES.every(isNamed);
	}

	show(newer) {
		if (this.isHere(newer)) {
			this.seen.value = newer.dataset.newer;
			this.changed();
			return;
		}
		this.keep();
		this.newer = newer;
		find("textarea", this.form).closest(".comp-box, .field").before(newer);
		if (this.status)
			this.status.textContent = "";
	}

	choose(event) {
		const both = event.target.closest("[data-newer-both]");
		if (!both && !event.target.closest("[data-newer-take]"))
			return;
		const field = find("textarea", this.form);
		const text = find("[data-newer-text]", this.newer)?.textContent ?? "";
		const words = both ? joined(text, field.value) : text;
		const { newer } = this;
		this.seen.value = newer.dataset.newer;
		newer.remove();
		if (!both)
			for (const role of ROLES)
				readdress(this.form, role, newer.dataset[role]);
		// By the editor, so that the browser's own undo brings back what stood there.
		put(field, 0, field.value.length, words, words.length, words.length);
		this.changed();
	}

	tell(which) {
		if (this.status)
			this.status.textContent = fill(this.status.dataset[which], { time: clock() });
	}

	// A late saving must not bring back what was sent; but it has not arrived yet.
	sent() {
		const { said } = this.form.dataset;
		this.isSent = true;
		clearTimeout(this.timer);
		this.sender?.abort();
		const seen = this.seen?.value;
		store.set(`${this.prefix}.sent${this.key.slice(-12)}`, JSON.stringify({ said, content: this.content(), seen, at: Date.now() }));
		this.forget();
	}

	// Nothing can be awaited here; the copy is tried again by the next page.
	leave() {
		if (!this.isSent && this.content() !== this.saved)
			this.keep();
	}
}

export function startDraft(form) {
	if (form.dataset.draft)
		return new Draft(form);
	return null;
}
