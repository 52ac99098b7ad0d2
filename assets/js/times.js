// <time data-relative datetime="…">in 18 min</time>: the words follow the clock each minute.
import { all, locale } from "./dom.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNITS = [["minute", MINUTE, 60], ["hour", HOUR, 24], ["day", 24 * HOUR, Infinity]];

function words(format, when) {
	const away = when - Date.now();
	for (const [unit, length, most] of UNITS)
		if (Math.abs(away) / length < most)
			return format.format(Math.trunc(away / length), unit);
	return "";
}

export function refreshTimes(root = document) {
	const format = new Intl.RelativeTimeFormat(locale(), { style: "short", numeric: "always" });
	for (const time of all("time[data-relative]", root)) {
		const text = words(format, Date.parse(time.dateTime));
		if (text && text !== time.textContent)
			time.textContent = text;
	}
}

export function startTimes() {
	setInterval(refreshTimes, MINUTE);
	document.addEventListener("visibilitychange", () => document.hidden || refreshTimes());
}
