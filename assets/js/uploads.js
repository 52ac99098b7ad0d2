// Files go into the draft while one writes: each with its progress, and taken away again. A picture
// can stand within the text, with words for those who do not see it.
import { all, fill, find, parse, post, queue } from "./dom.js";
import { put } from "./editor.js";
import { toast } from "./notices.js";

const MEGABYTE = 1_000_000;
const PERCENT = 100;

// Those of the files that the input has room for beside what is taken; of others the reader is told.
export function fitting(input, files, taken) {
	let room = Number(input.dataset.max || Infinity) - taken;
	const fits = [];
	for (const file of files)
		if (file.size <= room) {
			fits.push(file);
			room -= file.size;
		}
	if (fits.length < files.length)
		toast(fill(input.dataset.tooBig, { size: Math.floor(input.dataset.max / MEGABYTE) }));
	return fits;
}

function button(label, words, name, value) {
	const it = document.createElement("button");
	it.type = "button";
	it.className = "btn btn-q btn-s";
	it.dataset[name] = value;
	it.setAttribute("aria-label", label);
	it.title = label;
	it.textContent = words;
	return it;
}

// Words that would end the picture's own brackets go.
const altOf = text => text.replace(/[\][\n\\]/g, " ").trim();

// fetch() tells nothing of how far it is.
function send(url, fields, onProgress) {
	const request = new XMLHttpRequest();
	const body = new FormData();
	for (const [name, value] of Object.entries(fields))
		body.append(name, value);
	body.append("form_token", find('meta[name="form-token"]')?.content ?? "");
	const done = new Promise((resolve, reject) => {
		request.addEventListener("load", () => resolve(request));
		request.addEventListener("error", () => reject(new Error("away")));
		request.addEventListener("abort", () => resolve(null));
	});
	request.upload.addEventListener("progress", event => {
		if (event.lengthComputable)
			onProgress(Math.round(PERCENT * event.loaded / event.total));
	});
	request.open("POST", url);
	request.setRequestHeader("HX-Request", "true");
	request.send(body);
	return { request, done };
}

export class Uploads {
	constructor(form, input, list) {
		this.form = form;
		this.field = find("textarea", form);
		this.input = input;
		this.list = list;
		this.kept = find("[data-kept]", form);
		this.url = input.dataset.upload;
		this.running = new Set();
		// Each answer is the whole list of that moment, and the newest comes last.
		this.inTurn = queue();
		this.decorate();
		this.kept.addEventListener("click", event => this.pressed(event));
		form.addEventListener("submit", event => this.hold(event), true);
	}

	// How much is there already, and on its way.
	size() {
		const there = all("li", this.kept).reduce((sum, it) => sum + Number(it.dataset.size), 0);
		return [...this.running].reduce((sum, it) => sum + it.size, there);
	}

	// isPasted: a single picture is meant for the text.
	async take(files, isPasted) {
		const fits = fitting(this.input, files, this.size());
		const known = all("li", this.kept).map(it => it.dataset.blob);
		await Promise.allSettled(fits.map(file => this.upload(file)));
		const come = all("li", this.kept).filter(it => !known.includes(it.dataset.blob));
		if (isPasted && come.length === 1 && come[0].dataset.picture)
			this.ask(come[0]);
	}

	upload(file) {
		const item = document.createElement("li");
		const name = document.createElement("span");
		name.className = "clip";
		name.dir = "auto";
		name.textContent = file.name;
		const progress = document.createElement("progress");
		progress.max = PERCENT;
		progress.value = 0;
		progress.setAttribute("aria-label", fill(this.list.dataset.progress, { name: file.name }));
		const stop = button(fill(this.list.dataset.remove, { name: file.name }), "×", "stop", "");
		item.append(name, progress, stop);
		this.list.append(item);
		this.list.hidden = false;
		let request = null;
		let isStopped = false;
		const answer = this.inTurn(() => {
			if (isStopped)
				return null;
			const sending = send(this.url, { kind: this.form.dataset.kind, files: file },
				percent => { progress.value = percent; });
			({ request } = sending);
			return sending.done;
		});
		stop.addEventListener("click", () => {
			isStopped = true;
			request?.abort();
		});
		return this.track(file.size, this.settle(answer, file, item));
	}

	// What is on its way, and how much it adds: a press on Send waits for it.
	track(size, done) {
		const work = { size, done };
		this.running.add(work);
		return done.finally(() => this.running.delete(work));
	}

	async settle(coming, file, item) {
		const answer = await coming.catch(() => undefined);
		item.remove();
		this.list.hidden = this.list.children.length === 0;
		if (answer === null)
			return;
		if (answer?.status === 200 && !answer.responseURL.includes("/sign-in"))
			this.show(answer.responseText);
		else if (answer?.status === 422)
			toast(parse(answer.responseText).body.textContent.trim());
		else
			this.fallback(file);
	}

	show(text) {
		this.kept.replaceChildren(...parse(text).body.childNodes);
		this.decorate();
	}

	decorate() {
		for (const item of all("li", this.kept)) {
			const { name } = item.dataset;
			if (item.dataset.picture)
				item.append(button(fill(this.list.dataset.into, { name }), "↥", "into", ""));
			item.append(button(fill(this.list.dataset.remove, { name }), "×", "away", ""));
		}
	}

	pressed(event) {
		const item = event.target.closest("li");
		if (event.target.closest("[data-into]"))
			this.ask(item);
		if (event.target.closest("[data-away]"))
			this.track(0, this.remove(item));
	}

	async remove(item) {
		const fields = { kind: this.form.dataset.kind, blob: item.dataset.blob };
		const text = await this.inTurn(async () => {
			const answer = await post(`${this.url}/remove`, fields);
			return answer.ok && !answer.redirected ? answer.text() : null;
		}).catch(() => null);
		if (text === null) {
			toast(find("[data-trouble]")?.dataset.trouble);
			return;
		}
		this.show(text);
		this.field.focus();
	}

	// Where the cursor stood, with words for those who do not see it.
	ask(item) {
		const dialog = document.getElementById("alt");
		const words = find("input", dialog);
		const { selectionStart: from, selectionEnd: to } = this.field;
		words.value = "";
		dialog.returnValue = "";
		dialog.addEventListener("close", () => {
			this.field.focus();
			if (dialog.returnValue !== "into")
				return;
			const text = `![${altOf(words.value) || altOf(item.dataset.name)}](cid:${item.dataset.picture})`;
			put(this.field, from, to, text, text.length, text.length);
		}, { once: true });
		find("[data-alt-not]", dialog).onclick = () => dialog.close();
		dialog.showModal();
		words.focus();
	}

	// What is on its way goes along, and what is taken away stays behind.
	hold(event) {
		if (this.running.size === 0)
			return;
		event.preventDefault();
		event.stopImmediatePropagation();
		const { submitter } = event;
		Promise.allSettled([...this.running].map(it => it.done))
			.then(() => this.form.requestSubmit(submitter));
	}
}
