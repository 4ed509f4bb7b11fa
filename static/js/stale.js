// When the socket is lost, the screen says since when what it shows is old.

import { word } from "./words.js";

const link = document.getElementById("link");
const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
const told = (at) => time.format(at).replace(":", document.documentElement.lang === "fr" ? "\u00a0h\u00a0" : ":");

new MutationObserver(() => {
  if (link.dataset.state !== "off") return;
  document.getElementById("stale").textContent = word("stale", { time: told(Number(link.dataset.heard)) });
}).observe(link, { attributeFilter: ["data-state"] });
