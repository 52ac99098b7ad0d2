// Control charts as the server draws them: every rule of a page at each width and theme, words that
// keep their size on a phone, and the same in a table. The page comes from tests/unit/chart_demo.c.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { THEMES, WIDTHS, check, closePage, everyRule, expect, markupCheck, openBrowser, openPage, targetCheck } from "./lib.mjs";

const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:";
const top = fileURLToPath(new URL("../..", import.meta.url));
const program = newest(process.env.HARK_CHART_DEMO ?? `${top}build*/tests/unit/chart_demo`);
const folder = program.replace(/tests\/unit\/chart_demo$/, "src/web/assets/stage/out");
const style = newest(`${folder}/hark-*.css`);
const made = (language, theme) => execFileSync(program, [language, theme], { encoding: "utf8" });
let browser;
let server;
let url;

function newest(pattern) {
	return globSync(pattern).sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
}

// /lt/dark, the style sheet, or a font beside it.
function answer(request, response) {
	const [, language, theme] = request.url.split("/");
	const send = (type, body) => {
		response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY });
		response.end(body);
	};
	if (request.url === "/hark.css")
		send("text/css", readFileSync(style));
	else if (/\.woff2$/.test(request.url))
		send("font/woff2", readFileSync(`${folder}/${request.url.split("/").pop()}`));
	else
		send("text/html; charset=utf-8", theme ? made(language, theme) : "");
}

async function opened(language, theme, width) {
	const page = await openPage(browser, { width, theme });
	await page.goto(`${url}/${language}/${theme}`);
	await page.evaluate(() => document.fonts.ready.then(() => 0));
	return page;
}

before(async () => {
	server = createServer(answer);
	await new Promise(done => server.listen(0, "127.0.0.1", done));
	url = `http://127.0.0.1:${server.address().port}`;
	browser = await openBrowser();
});

after(async () => {
	await browser.close();
	server.closeAllConnections();
	server.close();
});

for (const theme of THEMES)
	for (const width of WIDTHS)
		check(`charts keep every rule of a page: ${theme}, ${width} px`, async () => {
			const page = await opened("en", theme, width);
			const faults = [...await everyRule(page), ...await targetCheck(page)];
			await page.evaluate(() => document.querySelectorAll("details").forEach(it => it.open = true));
			faults.push(...await everyRule(page));
			await closePage(page);
			return faults;
		});

check("the markup of charts is valid", () => markupCheck(made("en", "light")));

// Letters of a picture that is shrunk as a whole would be 4 px high on a phone.
for (const language of ["en", "bn", "lt", "ta"])
	check(`words in a picture keep their size and their place on a phone: ${language}`, async () => {
		const page = await opened(language, "light", 320);
		const faults = await page.evaluate(() => [...document.querySelectorAll(".chart-pic")].flatMap(picture => {
			const frame = picture.getBoundingClientRect();
			const words = [...picture.querySelectorAll("text")].map(it => [it.textContent, it.getBoundingClientRect()]);
			const faults = [];
			for (const [text, box] of words)
				if (box.height < 12 || box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 3)
					faults.push(`${picture.textContent.slice(0, 20)}: ${text} ${JSON.stringify(box)} in ${JSON.stringify(frame)}`);
			for (let i = 0; i < words.length; i++)
				for (let j = i + 1; j < words.length; j++) {
					const [a, b] = [words[i][1], words[j][1]];
					if (a.left < b.right && b.left < a.right && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3)
						faults.push(`${words[i][0]} lies over ${words[j][0]}`);
				}
			return faults;
		}));
		await closePage(page);
		return faults;
	});

check("a ring stands around what the table gives a reason for", async () => {
	const page = await opened("en", "light", 1440);
	const counts = await page.evaluate(() => [...document.querySelectorAll("figure.chart")].map(it => [
		it.querySelectorAll(".chart-pic .chart-ring").length,
		[...it.querySelectorAll("tbody td:last-child")].filter(cell => cell.textContent.trim()).length,
	]));
	await closePage(page);
	expect(counts.length === 5, `${counts.length} charts`);
	expect(counts.some(([rings]) => rings > 0) && counts.some(([rings]) => rings === 0), "some stand out, some do not");
	return counts.filter(([rings, reasons]) => rings !== reasons).map(it => it.join(" rings, ") + " reasons");
});
