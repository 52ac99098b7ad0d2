// htmx, tamed: it evaluates nothing, adds no style, and what it swaps in keeps focus and text.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
import { all, find, policy } from "./dom.js";
import { toast } from "./notices.js";

const htmx = window.htmx;

function refuse() {
	throw new Error("nothing is evaluated here");
}

htmx.registerExtension("house", { init: api => api.initSecurity(policy, refuse, refuse) });

// What one types on asks anew, and its newest letters count; htmx begins after this.
for (const field of all("[hx-trigger^=input]"))
	field.setAttribute("hx-sync", "this:replace");

// A menu that was opened before it could ask for what stands in it asks now.
setTimeout(() => {
	for (const opener of all("details.menu[open] > summary[hx-get]"))
		htmx.trigger(opener, "click");
});

// What somebody has folded out stays so when what stands around it is brought up to date.
let folded = [];
document.addEventListener("htmx:before:swap", () => {
	folded = all("details.fold[open]").map(one => one.id);
});
document.addEventListener("htmx:after:swap", () => {
	for (const id of folded)
		document.getElementById(id)?.setAttribute("open", "");
});

// A page of the sign-in or an error may not land inside a page.
document.addEventListener("htmx:before:swap", event => {
	const { response } = event.detail.ctx ?? {};
	if (!response)
		return;
	if (response.raw?.redirected && new URL(response.raw.url).pathname.startsWith("/sign-in")) {
		event.preventDefault();
		location.assign(response.raw.url);
	} else if (response.status >= 500 || response.status === 403 || response.status === 404) {
		event.preventDefault();
		toast(find("[data-trouble]")?.dataset.trouble);
	}
});

document.addEventListener("htmx:error", event => {
	if (event.detail.ctx?.request?.method !== "GET")
		toast(find("[data-trouble]")?.dataset.trouble);
});
