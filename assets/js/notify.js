// Notifications of the browser, for an owner who is not looking. Only who asked for them gets them.
import { fill, find, store } from "./dom.js";

const KEY = "hark.notify";
const canNotify = () => "Notification" in window;
const isOn = () => canNotify() && Notification.permission === "granted" && store.get(KEY) === "on";

function show(button) {
	button.setAttribute("aria-checked", isOn());
	const state = find("[data-notify-state]", button.parentElement);
	if (state)
		state.textContent = !canNotify() || Notification.permission === "denied" ? state.dataset.denied
			: isOn() ? state.dataset.on : state.dataset.off;
}

export function startNotifications(box) {
	const button = find("[data-notify]");
	if (!button)
		return;
	show(button);
	button.addEventListener("click", async () => {
		if (isOn()) {
			store.set(KEY, "off");
		} else if (canNotify() && await Notification.requestPermission() === "granted") {
			store.set(KEY, "on");
		}
		show(button);
	});
	const bell = find("[data-bell]");
	bell?.addEventListener("click", () => bell.removeAttribute("data-new"));
}

// kind "message.added" has the sentence data-text-message-added of #live.
const nameOf = kind => `text-${kind}`.replace(/\W(\w)/g, (all, letter) => letter.toUpperCase());

export function notify(box, kind, news) {
	const isMine = news.mine === true || (box.dataset.me && String(news.owner) === box.dataset.me);
	const sentence = box.dataset[nameOf(kind)];
	if (!isMine || !sentence || String(news.actor) === box.dataset.me)
		return;
	const isShown = !document.hidden && find(`[data-live-ticket="${news.ticket}"]`);
	if (isShown)
		return;
	find("[data-bell]")?.setAttribute("data-new", "");
	if (!document.hidden || !isOn())
		return;
	const text = fill(sentence, { number: news.ticket });
	const shown = new Notification(text, { body: news.subject ?? "", tag: `hark-${news.ticket}` });
	shown.addEventListener("click", () => {
		window.focus();
		location.assign(`/tickets/${Number(news.ticket)}`);
	});
}
