// A draft is on the server one second after the typing stops, and when the field is left. Until
// then this browser keeps it, for it may crash, the server may be away, or one was signed out.
import { clock, fill, find, post, store } from "./dom.js";

const PAUSE_MS = 1000;
const RETRY_MS = 15_000;

class Draft {
	constructor(form) {
		this.form = form;
		this.url = form.dataset.draft;
		this.key = `hark.draft.${this.url}.${form.dataset.kind}`;
		this.status = find("[data-draft-state]", form);
		this.saved = this.content();
		this.restore();
		form.addEventListener("input", () => this.changed());
		form.addEventListener("focusout", () => this.save());
		form.addEventListener("submit", event => event.defaultPrevented || this.sent());
		addEventListener("online", () => this.save());
		addEventListener("pagehide", () => this.leave());
	}

	fields() {
		const values = new FormData(this.form);
		const [text, cc] = ["text", "cc"].map(name => values.get(name) ?? "");
		return { kind: this.form.dataset.kind, text, cc };
	}

	content() {
		return JSON.stringify(this.fields());
	}

	// A local copy exists only where no saving came after it, so it is the newer one.
	restore() {
		const kept = store.get(this.key);
		if (!kept || kept === this.saved)
			return;
		try {
			const { text, cc } = JSON.parse(kept);
			find("[name=text]", this.form).value = text;
			const copy = find("[name=cc]", this.form);
			if (copy)
				copy.value = cc;
		} catch {
			store.drop(this.key);
			return;
		}
		this.save();
	}

	changed() {
		clearTimeout(this.timer);
		if (!this.isSent)
			store.set(this.key, this.content());
		this.timer = setTimeout(() => this.save(), PAUSE_MS);
	}

	async save() {
		clearTimeout(this.timer);
		const content = this.content();
		if (content === this.saved && !this.saving)
			store.drop(this.key);
		if (this.isSent || content === this.saved || content === this.saving)
			return;
		this.saving = content;
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
			this.saving = undefined;
		}
		if (!this.isSent && this.content() !== content)
			this.changed();
	}

	tell(which) {
		if (this.status)
			this.status.textContent = fill(this.status.dataset[which], { time: clock() });
	}

	// A late saving must not bring back what was sent.
	sent() {
		this.isSent = true;
		clearTimeout(this.timer);
		this.sender?.abort();
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
