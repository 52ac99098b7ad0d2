// The one script of staff pages. Customers get none. Each file starts one behaviour, found in
// the page by data attributes (docs/front-end.md), so that a page needs no script of its own.
import "./swap.js";
import { startAway } from "./away.js";
import { startBoard } from "./board.js";
import { startComposers } from "./composer.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startNotices } from "./notices.js";
import { startPage } from "./page.js";
import { startPalette } from "./palette.js";
import { startQuotes } from "./quotes.js";
import { startTimes } from "./times.js";

startPage();
startNotices();
startTimes();
startComposers();
startPalette();
startQuotes();
startAway();
startKeys();
startLive();
startBoard();
document.documentElement.dataset.started = ""; // from here on keys are heard
