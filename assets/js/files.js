// Files dropped, pasted or chosen. Where the form has a draft they go there at once (uploads.js);
// else into the form's own file input, so that the form is sent as ever.
import { fill, find } from "./dom.js";
import { Uploads, fitting } from "./uploads.js";

function listed(input, list) {
	const items = [...input.files].map((file, at) => {
		const item = document.createElement("li");
		const name = document.createElement("span");
		name.className = "clip";
		name.dir = "auto";
		name.textContent = file.name;
		const drop = document.createElement("button");
		drop.type = "button";
		drop.className = "btn btn-q btn-s";
		drop.dataset.drop = at;
		drop.setAttribute("aria-label", fill(list.dataset.remove, { name: file.name }));
		drop.textContent = "×";
		item.append(name, drop);
		return item;
	});
	list.replaceChildren(...items);
	list.hidden = items.length === 0;
}

function keep(input, files) {
	const all = new DataTransfer();
	for (const file of fitting(input, files, 0))
		all.items.add(file);
	input.files = all.files;
	input.dispatchEvent(new Event("change", { bubbles: true }));
}

function dropping(form, input, take) {
	const box = find(".comp-box, .drop", form) ?? form;
	const holdsFiles = event => [...event.dataTransfer?.types ?? []].includes("Files");
	box.addEventListener("dragover", event => {
		if (holdsFiles(event)) {
			event.preventDefault();
			box.classList.add("over");
		}
	});
	box.addEventListener("dragleave", () => box.classList.remove("over"));
	box.addEventListener("drop", event => {
		box.classList.remove("over");
		if (holdsFiles(event)) {
			event.preventDefault();
			take([...event.dataTransfer.files]);
		}
	});
}

// What comes is uploaded; what cannot be is sent with the form, as without a script.
function uploading(form, input, list) {
	const uploads = new Uploads(form, input, list);
	uploads.fallback = file => keep(input, [...input.files, file]);
	input.addEventListener("change", event => {
		if (!event.isTrusted) {
			listed(input, list);
			return;
		}
		const files = [...input.files];
		input.value = "";
		uploads.take(files, false);
	});
	form.addEventListener("paste", event => {
		const files = [...event.clipboardData?.files ?? []];
		if (files.length) {
			event.preventDefault();
			uploads.take(files, true);
		}
	});
	return files => uploads.take(files, false);
}

export function startFiles(form) {
	const input = find("input[type=file]", form);
	const list = find(".files[data-remove]", form);
	if (!input || !list)
		return;
	list.addEventListener("click", event => {
		const at = event.target.closest("[data-drop]")?.dataset.drop;
		if (at === undefined)
			return;
		keep(input, [...input.files].filter((file, index) => index !== Number(at)));
		input.focus();
	});
	if (input.dataset.upload) {
		dropping(form, input, uploading(form, input, list));
		return;
	}
	let chosen = [];
	input.addEventListener("change", event => {
		// A second choice adds to the first, and what is too large for the server stays out: it would
		// end the line before it could say so.
		if (event.isTrusted) {
			const added = [...input.files];
			const before = chosen;
			chosen = [];
			keep(input, [...before, ...added]);
			return;
		}
		chosen = [...input.files];
		listed(input, list);
	});
	form.addEventListener("paste", event => {
		const files = [...event.clipboardData?.files ?? []];
		if (files.length) {
			event.preventDefault();
			keep(input, [...input.files, ...files]);
		}
	});
	dropping(form, input, files => keep(input, [...input.files, ...files]));
}
