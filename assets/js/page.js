// Menus, drawers, dialogs, tabs, the theme, and forms that are sent only once.
import { all, find, isShown, post, session } from "./dom.js";

const SLOW_MS = 300;
const AIR_PX = 12;

function menus() {
	document.addEventListener("click", event => {
		for (const menu of all("details.menu[open]"))
			if (!menu.contains(event.target))
				menu.open = false;
	});
	// What a menu fetched when it was opened takes the focus.
	document.addEventListener("htmx:after:swap", event => {
		const box = event.target.closest?.("details.menu[open]");
		if (box && !find(".menu-box :focus", box))
			find(".menu-box :is(select, input:not([type=hidden]), button)", box)?.focus();
	});
	document.addEventListener("keydown", event => {
		const menu = event.key === "Escape" && all("details.menu[open]").pop();
		if (menu) {
			menu.open = false;
			find("summary", menu).focus();
			event.preventDefault();
		}
	});
}

// <button data-toggle="side" aria-expanded="false">: a drawer on narrow screens
function setDrawer(button, isOpen) {
	const drawer = document.getElementById(button.dataset.toggle);
	drawer?.classList.toggle("open", isOpen);
	for (const it of all(`[data-toggle="${button.dataset.toggle}"]`))
		it.setAttribute("aria-expanded", isOpen);
	if (isOpen)
		find("a, button", drawer)?.focus();
	else
		button.focus();
}

function drawers() {
	document.addEventListener("click", event => {
		const button = event.target.closest("[data-toggle]");
		if (button)
			setDrawer(button, button.getAttribute("aria-expanded") !== "true");
	});
	document.addEventListener("keydown", event => {
		const button = event.key === "Escape" && !event.defaultPrevented
			&& find('[data-toggle][aria-expanded="true"]');
		if (button && !find("dialog[open]")) {
			setDrawer(button, false);
			event.preventDefault();
		}
	});
}

// The palette opens itself, because it fills itself first.
function dialogs() {
	document.addEventListener("click", event => {
		const opener = event.target.closest("[data-open]:not([data-open=palette])");
		if (opener)
			document.getElementById(opener.dataset.open)?.showModal();
		event.target.closest("[data-close]")?.closest("dialog")?.close();
	});
}

// Tabs and toolbars: arrow keys move, as the ARIA patterns ask.
function arrows() {
	document.addEventListener("keydown", event => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		const bar = event.target.closest?.("[role=tablist], [role=toolbar]");
		if (!step || !bar || event.target.matches("input:not([type=file]), textarea"))
			return;
		const items = all("[role=tab], button, summary, input", bar).filter(isShown);
		const way = getComputedStyle(bar).direction === "rtl" ? -step : step;
		const next = items[(items.indexOf(event.target) + way + items.length) % items.length];
		event.preventDefault();
		next.focus();
		if (next.matches("[role=tab]"))
			next.click();
	});
}

function theme() {
	document.addEventListener("submit", event => {
		const form = event.target.closest("form[data-theme-form]");
		if (!form)
			return;
		event.preventDefault();
		const root = document.documentElement;
		const dark = root.dataset.theme ? root.dataset.theme === "dark"
			: matchMedia("(prefers-color-scheme: dark)").matches;
		root.dataset.theme = dark ? "light" : "dark";
		post(form.action, { theme: root.dataset.theme }).catch(() => {});
	});
}

let slow;

export function busy() {
	slow ??= setTimeout(() => {
		const bar = document.createElement("div");
		bar.className = "busybar";
		document.body.append(bar);
	}, SLOW_MS);
}

export function idle() {
	clearTimeout(slow);
	slow = undefined;
	find(".busybar")?.remove();
}

function forms() {
	document.addEventListener("submit", event => {
		const form = event.target;
		if (event.defaultPrevented || form.method === "dialog")
			return;
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = "1";
		event.submitter?.setAttribute("aria-disabled", "true");
		busy();
	});
	// A page that comes back from the browser's memory was not sent.
	addEventListener("pageshow", () => {
		idle();
		for (const form of all("form[data-sent]"))
			form.removeAttribute("data-sent");
		for (const button of all("[aria-disabled=true]"))
			button.removeAttribute("aria-disabled");
	});
	document.addEventListener("htmx:before:request", event => {
		if (!event.target.hasAttribute?.("hx-sse:connect"))
			busy();
	});
	document.addEventListener("htmx:finally:request", event => {
		idle();
		event.target.closest?.("form")?.removeAttribute("data-sent");
	});
}

const KEPT = "typed";

const typedIn = form => [...form.elements].filter(one => one.name && !one.matches("button, [type=hidden], [type=file], [type=password]"));

// What was typed beside the form that is sent stands there again on the page that comes back.
function keep(forms) {
	session.set(KEPT, JSON.stringify(Object.fromEntries(forms.map(form =>
		[form.getAttribute("action"), typedIn(form).map(one => [one.name, one.value, one.checked])]))));
}

function bringBack() {
	const kept = JSON.parse(session.get(KEPT) ?? "{}");
	session.drop(KEPT);
	for (const form of all("form[data-guard]")) {
		const values = kept[form.getAttribute("action")];
		const fields = typedIn(form);
		if (values?.length !== fields.length || !fields.every((one, i) => one.name === values[i][0]))
			continue;
		fields.forEach((one, i) => {
			[, one.value, one.checked] = values[i];
		});
		form.setAttribute("data-changed", "");
	}
}

// <form data-guard>: asks before what was typed is lost; beside another form that is sent it stays
function guards() {
	bringBack();
	document.addEventListener("input", event => {
		event.target.closest("form[data-guard]")?.setAttribute("data-changed", "");
	});
	addEventListener("beforeunload", event => {
		const changed = all("form[data-changed]:not([data-sent])");
		if (changed.length && find("main form[data-sent]"))
			keep(changed);
		else if (changed.length)
			event.preventDefault();
	});
}

// A conversation begins at its end, and a newest message that is longer than the room at its own
// beginning: it is read from there.
function toNewest(pane, conversation) {
	const newest = all(".msg, .later", conversation).pop();
	pane.scrollTop = pane.scrollHeight;
	const hidden = newest && pane.getBoundingClientRect().top - newest.getBoundingClientRect().top;
	if (hidden > 0)
		pane.scrollTop -= hidden + AIR_PX;
}

// Who reads the end still does when what he writes takes some of the room.
function keepEnd(pane) {
	let atEnd = true;
	const look = () => {
		atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < AIR_PX;
	};
	look();
	pane.addEventListener("scroll", look, { passive: true });
	new ResizeObserver(() => {
		if (atEnd)
			pane.scrollTop = pane.scrollHeight;
	}).observe(pane);
}

// The list stands where it stood.
function scrolling() {
	const list = find(".queue");
	const key = `hark.scroll.${list?.dataset.liveList ?? ""}`;
	if (list) {
		list.scrollTop = Number(session.get(key) ?? 0);
		addEventListener("pagehide", () => session.set(key, list.scrollTop));
		find(".q[aria-current]", list)?.scrollIntoView({ block: "nearest" });
	}
	// In a low window it is the pane around it that scrolls.
	for (const end of all("[data-end]"))
		for (const it of [end, end.closest(".pane")].filter(Boolean))
			toNewest(it, end);
	for (const end of all("[data-end]"))
		keepEnd(end);
}

export function startPage() {
	menus();
	drawers();
	dialogs();
	arrows();
	theme();
	forms();
	guards();
	scrolling();
}
