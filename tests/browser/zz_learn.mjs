import { openBrowser, openPage } from "./lib.mjs";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [link, base, ...paths] = process.argv.slice(2);
const browser = await openBrowser();
const page = await openPage(browser, {});
if (link !== "-") { await page.goto(link); const b = page.locator("main form button").first(); if (await b.count()) await b.click(); await page.waitForTimeout(700); }
const state = await page.context().storageState();
for (const [w, theme] of [[1440, "light"], [390, "light"], [1440, "dark"]]) {
  const p = await openPage(browser, { width: w, theme, storageState: state });
  for (const path of paths) {
    if (theme === "dark" && path !== paths[0]) continue;
    const r = await p.goto(base + path);
    await p.waitForTimeout(300);
    const name = path.replace(/\W+/g, "_");
    await p.screenshot({ path: `/var/tmp/w/learn.d/shot${name}-${w}-${theme}.png`, fullPage: true });
    await p.evaluate(axe);
    const v = await p.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }));
    const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(path, w, theme, r.status(), "axe", v.violations.map(x => x.id + ":" + x.nodes[0].html.slice(0, 120)).join("|") || 0, "over", over, p.faults.join(";"));
  }
}
await browser.close();
