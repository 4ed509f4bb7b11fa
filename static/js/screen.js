// The projector, alone all day: full screen, a chart's figures, what its keys do, and a lamp that does not go out.

import { freeze } from "./freeze.js";
import { turn } from "./paging.js";
import { replay } from "./replay.js";

const at = (id) => document.getElementById(id);
const [full, tables, black, join, help, film] = ["full", "tables", "black", "join", "help", "replay"].map(at);

const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());
const toggleTables = () => tables.setAttribute("aria-pressed", document.body.toggleAttribute("data-tables"));
const toggleBlack = () => (black.hidden = !black.hidden);
const toggle = (dialog) => {
  const open = dialog.open;
  for (const one of [join, help, film]) one.close();
  if (!open) dialog.showModal();
};

full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", toggleFull);
tables.addEventListener("click", toggleTables);
at("keys").addEventListener("click", () => toggle(help));
for (const dialog of [join, help, film]) dialog.addEventListener("click", () => dialog.close());

// What a clicker sends: Page keys or arrows; B or a full stop for black.
const KEYS = {
  b: toggleBlack, ".": toggleBlack, f: freeze, r: replay, q: () => toggle(join), t: toggleTables, p: toggleFull,
  "?": () => toggle(help), h: () => toggle(help),
  ArrowRight: () => turn(1), ArrowDown: () => turn(1), PageDown: () => turn(1),
  ArrowLeft: () => turn(-1), ArrowUp: () => turn(-1), PageUp: () => turn(-1),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// A screen made black here comes back when the room's black is lifted.
let veiled = false;
document.addEventListener("filon:pushed", () => {
  const was = veiled;
  veiled = document.querySelector("#screen-main .view-blank") !== null;
  if (was && !veiled) black.hidden = true;
});

let idle;
addEventListener("mousemove", () => {
  document.body.classList.remove("idle");
  clearTimeout(idle);
  idle = setTimeout(() => document.body.classList.add("idle"), 3000);
});
document.body.classList.add("idle");

const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => null);
document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
stayAwake();
