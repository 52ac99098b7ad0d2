// Answers what the scripts ask, and notes what they send. For test_scripts.mjs.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
	+ " form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types hark";

const ROWS = '<ul><li><a class="q" id="q99" href="/tickets/99">Newest</a></li><li><a class="q" id="q17" href="/tickets/17">Leak</a></li><li><a class="q" id="q16" href="/tickets/16">Order, changed</a></li></ul>';
const ANSWERS = {
	"/timeline": "<p>fresh words</p>",
	"/rows": ROWS,
	"/search": '<div><div role="option" data-href="/tickets/17">Fatima</div></div>',
	"/counts": '{"mine":9,"unassigned":0}',
};

export class ScriptServer {
	constructor(script) {
		this.page = readFileSync(new URL("scripts_page.html", import.meta.url), "utf8");
		this.me = "900000000000000123";
		this.far = new Set();   // numbers of tickets that stand on a later page of the list
		this.script = readFileSync(script);
		this.sent = [];
		this.streams = new Set();
		this.isFailing = false; // drafts and the stream
		this.isGone = false;    // whatever is posted
		this.isDead = false;    // whatever is asked
		this.held = null;       // what hold() waits for
		this.said = 5;          // the newest reply that the page shows as one's own
		this.server = createServer((request, response) => this.answer(request, response));
	}

	async open() {
		await new Promise(done => this.server.listen(0, "127.0.0.1", done));
		this.url = `http://127.0.0.1:${this.server.address().port}`;
	}

	close() {
		this.cut();
		this.server.closeAllConnections();
		this.server.close();
	}

	// To every open page.
	tell(event, data) {
		for (const stream of this.streams)
			stream.write(`event: ${event}\ndata: ${data}\n\n`);
	}

	cut() {
		for (const stream of this.streams)
			stream.destroy();
		this.streams.clear();
	}

	// The next request of this method whose address has this in it is answered by what stands now, but
	// only when go() is called; isHere says that it has come.
	hold(method, part) {
		const hold = { method, part, isHere: false };
		hold.gone = new Promise(done => { hold.go = done; });
		this.held = hold;
		return hold;
	}

	holds(request) {
		const { held } = this;
		if (held?.method !== request.method || !request.url.includes(held.part))
			return null;
		this.held = null;
		held.isHere = true;
		return held.gone;
	}

	sentTo(path) {
		return this.sent.filter(it => it.path === path).map(it => it.body);
	}

	answer(request, response) {
		if (this.isDead) {
			request.socket.destroy();
			return;
		}
		const path = request.url.split("?")[0];
		const gone = this.holds(request);
		const send = async (type, body, status = 200) => {
			await gone;
			response.writeHead(status, { "Content-Type": type, "Content-Security-Policy": POLICY });
			response.end(body);
		};
		if (request.method === "POST")
			this.take(request, path, send);
		else if (path === "/hark.js")
			send("text/javascript", this.script);
		else if (path === "/events")
			this.stream(request, response);
		else
			send(path === "/counts" ? "application/json" : "text/html; charset=utf-8", this.contentOf(request.url, path));
	}

	contentOf(url, path) {
		const only = new URL(url, this.url).searchParams.get("only");
		if (path === "/rows" && only)
			return only.split(",").filter(it => this.far.has(it)).map(it => `<a class="q" id="q${it}" href="/tickets/${it}">Far down</a>`).join("");
		const toast = new URL(url, this.url).searchParams.get("toast"); // that of the page, none, or one without Undo
		const page = toast === null ? this.page : this.page.replace(/<div class="toast">.*?<\/form><\/div>/, toast && `<div class="toast">${toast}</div>`);
		return ANSWERS[path] ?? page.replace('data-said="5"', `data-said="${this.said}"`).replace('data-me="900000000000000123"', `data-me="${this.me}"`);
	}

	stream(request, response) {
		if (this.isFailing) {
			response.writeHead(503);
			response.end();
			return;
		}
		response.writeHead(200, { "Content-Type": "text/event-stream" });
		response.write(": here\n\n");
		this.streams.add(response);
		request.on("close", () => this.streams.delete(response));
	}

	take(request, path, send) {
		const chunks = [];
		if (this.isGone) {
			request.socket.destroy();
			return;
		}
		request.on("data", chunk => chunks.push(chunk));
		request.on("end", () => {
			this.sent.push({ path, body: Buffer.concat(chunks).toString() });
			if (this.isFailing && path === "/draft")
				send("text/plain", "", 503);
			else
				send("text/html; charset=utf-8", path === "/preview" ? "<p><b>shown</b></p>" : this.page);
		});
	}
}
