// What the npm package "mailparser" says of mails, a line of JSON for each file.
//
// A field about which the library raises an error is null: it has no opinion.
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

// Pictures stay as they are, and what a report says is a part like others.
const OPTIONS = { skipImageLinks: true, skipTextToHtml: true, keepDeliveryStatus: true };

// A group names its members; a header of a name may come more than once, against the rules.
function people(value) {
	return value.flatMap((one) => (one.group ? people(one.group) : [[one.name ?? "", one.address ?? ""]]));
}

function addresses(mail, name) {
	const found = mail.headers.get(name);
	if (found === undefined)
		return [];
	return [found].flat().flatMap((header) => people(header.value));
}

function attempt(read) {
	try {
		return read();
	} catch {
		return null;
	}
}

// Some readers make "\n" of "\r\n" while they decode, so each counts a line end once.
function sizeInLines(content) {
	return content.length - (content.toString("latin1").match(/\r\n/g) ?? []).length;
}

async function tell(file) {
	const mail = await simpleParser(readFileSync(file), OPTIONS);
	return {
		file,
		from: attempt(() => addresses(mail, "from")),
		"reply-to": attempt(() => addresses(mail, "reply-to")),
		to: attempt(() => addresses(mail, "to")),
		cc: attempt(() => addresses(mail, "cc")),
		subject: mail.subject ?? "",
		parts: mail.attachments.map((part) => ({
			name: part.filename || "", type: part.contentType, size: sizeInLines(part.content),
		})),
	};
}

for (const file of process.argv.slice(2)) {
	const told = await tell(file).catch(() => ({ file }));
	process.stdout.write(`${JSON.stringify(told)}\n`);
}
