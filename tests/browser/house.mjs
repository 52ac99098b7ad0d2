// A whole Hark with demonstration tickets, for tests in a browser; tests/integration/hark.py keeps it.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const KEEPER = fileURLToPath(new URL("../integration/hark.py", import.meta.url));

export class House {
	// still: its clock moves by wait() alone
	static async start(tickets = 40, ...still) {
		const house = new House();
		house.keeper = spawn("/usr/bin/python3", ["-B", KEEPER, String(tickets), ...still],
			{ stdio: ["pipe", "pipe", "inherit"] });
		const ended = once(house.keeper, "exit").then(([code]) => {
			throw new Error(`the house ended with ${code}`);
		});
		const [line] = await Promise.race([once(createInterface(house.keeper.stdout), "line"), ended]);
		ended.catch(() => {});
		Object.assign(house, JSON.parse(line));
		return house;
	}

	// `hark WORDS`; what it printed
	command(words, input = "") {
		return execFileSync(this.program, [...words, "--config", this.config],
			{ input, cwd: this.folder, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
	}

	staff(address, name, role = "agent") {
		this.command(["staff", "add", address, "--name", name, "--role", role]);
		return address;
	}

	// signs this person in, once
	link(address) {
		return this.command(["link", address]).trim();
	}

	// the number of its ticket
	mailIn({ from, subject, text, more = "" }) {
		const mail = `From: ${from}\r\nTo: help@nordhome.example\r\nSubject: ${subject}\r\n`
			+ `Message-ID: <${Math.random().toString(36).slice(2)}@example.net>\r\n${more}`
			+ `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
		return JSON.parse(this.command(["mail-in"], mail)).ticket;
	}

	wait(ms) {
		const clock = `${this.folder}/var/clock`;
		writeFileSync(`${clock}.new`, String(Number(readFileSync(clock, "utf8")) + ms));
		renameSync(`${clock}.new`, clock);
	}

	// The newest mail to him that has this in it, waited for; as it was written to the disk.
	async mailTo(address, part) {
		const folder = `${this.folder}/var/mail`;
		for (const end = Date.now() + 60_000; Date.now() < end;) {
			const names = readdirSync(folder, { recursive: true }).filter(name => name.endsWith(".eml")).sort().reverse();
			for (const name of names) {
				const text = readFileSync(`${folder}/${name}`, "utf8");
				const plain = text.replace(/=\r?\n/g, "");
				if (text.includes(address) && plain.includes(part))
					return plain;
			}
			await new Promise(done => setTimeout(done, 50));
		}
		throw new Error(`no mail to ${address} with ${part}`);
	}

	async stop() {
		this.keeper.stdin.end();
		await once(this.keeper, "exit");
	}
}
