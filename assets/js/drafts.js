// A draft is on the server one second after the typing stops, and when the field is left. Until
// then this browser keeps it, for it may crash, the server may be away, or one was signed out.
import { all, clock, fill, find, me, post, store } from "./dom.js";

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

class Draft {
	constructor(form) {
		this.form = form;
		this.url = form.dataset.draft;
		// Several people may share a browser: each finds his own alone.
		this.key = `hark.draft.${me()}.${this.url}.${form.dataset.kind}`;
		this.status = find("[data-draft-state]", form);
		this.saved = this.content();
		this.settle();
		this.restore();
		form.addEventListener("input", () => this.changed());
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

	// What was submitted is over when the page shows a newer message of ours than it did then;
	// else it never arrived, and is a draft still.
	settle() {
		const sent = read(store.get(`${this.key}.sent`));
		if (sent && sent.said === this.form.dataset.said && !store.get(this.key))
			store.set(this.key, sent.content);
		store.drop(`${this.key}.sent`);
	}

	// A local copy exists only where no saving came after it, so it is the newer one.
	restore() {
		const kept = store.get(this.key);
		if (!kept || kept === this.saved)
			return;
		const draft = read(kept);
		if (!draft) {
			store.drop(this.key);
			return;
		}
		find("[name=text]", this.form).value = draft.text;
		for (const role of ROLES)
			readdress(this.form, role, draft[role] ?? "");
		this.save();
	}

	changed() {
		clearTimeout(this.timer);
		if (!this.isSent)
			store.set(this.key, this.content());
		this.timer = setTimeout(() => this.save(), PAUSE_MS);
	}

	// One at a time: of two on their way the older may arrive last. What changed meanwhile follows.
	async save() {
		clearTimeout(this.timer);
		const content = this.content();
		if (this.isSent || this.isSaving)
			return;
		if (content === this.saved) {
			store.drop(this.key);
			return;
		}
		this.isSaving = true;
		this.sender = new AbortController();
		try {
			const answer = await post(this.url, this.fields(), this.sender.signal);
			if (!answer.ok || answer.redirected)
				throw new Error(answer.status);
			this.saved = content;
			store.drop(this.key);
			this.tell("saved");
		} catch {
			if (this.isSent)
				return;
			store.set(this.key, content);
			this.tell("offline");
			this.timer = setTimeout(() => this.save(), RETRY_MS);
		} finally {
			this.isSaving = false;
		}
		if (!this.isSent && this.content() !== content)
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
		store.set(`${this.key}.sent`, JSON.stringify({ said, content: this.content() }));
		store.drop(this.key);
	}

	// Nothing can be awaited here; the copy is tried again by the next page.
	leave() {
		if (!this.isSent && this.content() !== this.saved)
			store.set(this.key, this.content());
	}
}

export function startDraft(form) {
	if (form.dataset.draft)
		return new Draft(form);
	return null;
}
