// When the socket is lost, the screen says since when what it shows is old.

import { hour } from "./hour.js";
import { word } from "./words.js";

const link = document.getElementById("link");

new MutationObserver(() => {
  if (link.dataset.state !== "off") return;
  document.getElementById("stale").textContent = word("stale", { time: hour(Number(link.dataset.heard)) });
}).observe(link, { attributeFilter: ["data-state"] });
