// Sorting a wall. Notes are chosen (a tap, Space), then sent to a theme of the rail or to a new one; `drag.js` sends by the same
// door. What moves comes back by the socket: choices are kept by note id, and painted again after every push.

import "./steady.js";
import { load, save } from "./store.js";
import { post, warn } from "./post.js";
import { counted, word } from "./words.js";

const wall = document.getElementById("console-wall");
const rail = document.getElementById("rail");
const bar = document.getElementById("selection");
const dialog = document.getElementById("new-theme");
const { gisement } = document.body.dataset;
const NAME = `chosen ${gisement}`;
const chosen = new Set(load(NAME, []));
let current = null;
let origin = null;

const rows = () => [...wall.querySelectorAll("[data-note]")];
const entries = () => [...rail.querySelectorAll(".rail-go")].filter((one) => one.checkVisibility());
const name = (theme) => rail.querySelector(`[data-drop="${CSS.escape(theme)}"] span`)?.textContent.trim() ?? word("a-theme");

export function say(sentence) {
  document.getElementById("arranged").textContent = sentence;
}

// A note, and those that repeat it when it stands for them all.
export function held(row) {
  return [row.dataset.note, ...(row.dataset.with?.split(" ") ?? [])];
}

// What a gesture on a row handles: every chosen note if it is one of them.
export function handled(row) {
  return chosen.has(row.dataset.note) ? [...chosen] : held(row);
}

function toggle(row) {
  const on = !chosen.has(row.dataset.note);
  for (const note of held(row)) on ? chosen.add(note) : chosen.delete(note);
  current = row.dataset.note;
  paint();
  say(chosen.size ? `${counted("chosen", chosen.size)}.` : word("chosen-none"));
}

function clear() {
  if (chosen.size) say(word("chosen-none"));
  chosen.clear();
  quit();
  paint();
}

// What was hidden or withdrawn meanwhile is chosen no more; on a wall of several pages, it may only have gone to another.
function forget() {
  if (document.querySelector("[data-pages]")?.dataset.pages !== "1") return;
  const drawn = new Set(rows().flatMap(held));
  for (const note of chosen) if (!drawn.has(note)) chosen.delete(note);
}

function paint() {
  const here = rows();
  const drawn = new Set(here.flatMap(held));
  if (!drawn.has(current)) current = here[0]?.dataset.note;
  for (const row of here) {
    const pick = row.querySelector(".pick");
    pick.setAttribute("aria-pressed", chosen.has(row.dataset.note));
    for (const one of [pick, pick.nextElementSibling]) one.tabIndex = row.dataset.note === current ? 0 : -1;
  }
  const away = [...chosen].filter((note) => !drawn.has(note)).length;
  const words = counted("chosen", chosen.size);
  bar.querySelector(".chosen").hidden = !chosen.size;
  bar.querySelector(".chosen-count").textContent = away ? word("away", { chosen: words, away }) : words;
  document.body.toggleAttribute("data-choosing", chosen.size > 0);
  const title = document.getElementById("rail-title");
  title.textContent = chosen.size ? counted("to", chosen.size) : word("themes");
  const targets = entries();
  const active = targets.find((one) => one === document.activeElement) ?? targets[0];
  for (const one of targets) one.tabIndex = one === active ? 0 : -1;
  save(NAME, chosen.size ? [...chosen] : null);
}

// Notes to a theme, or ("new") to one that this opens; to take some out of their common theme is to split it.
export async function send(notes, theme, label = "") {
  const sections = rows().filter((row) => notes.includes(row.dataset.note)).map((row) => row.closest("section"));
  const from = new Set(sections.map((section) => section.dataset.drop));
  const [source] = from;
  const whole = notes.length >= Number(sections[0]?.dataset.count ?? 0);
  const splits = theme === "new" && from.size === 1 && source && !whole && sections.length === notes.length;
  const next = neighbour(notes);
  const body = { "notes[]": notes, ...(theme === "new" ? label && { label } : { theme }) };
  const { ok, refusal } = await post(splits ? `themes/${source}/split` : "notes/move", body);
  if (refusal === "unknown_note") return onlyThoseHere(notes, theme, label);
  if (!ok) return false;
  for (const note of notes) chosen.delete(note);
  current = next ?? current;
  const where = theme !== "new" ? word("named", { label: name(theme) }) : label ? word("new-named", { label }) : word("new");
  say(counted("moved", notes.length, { where }));
  quit();
  paint();
  return true;
}

// Notes chosen on another page may have been withdrawn since: the others still go.
function onlyThoseHere(notes, theme, label) {
  const drawn = new Set(rows().flatMap(held));
  for (const note of notes) if (!drawn.has(note)) chosen.delete(note);
  const left = notes.filter((note) => drawn.has(note));
  paint();
  return left.length && left.length < notes.length ? send(left, theme, label) : false;
}

export async function merge(theme, into) {
  const [one, other] = [name(theme), name(into)];
  const { ok } = await post("themes/merge", { "themes[]": theme, into });
  if (ok) say(word("merged", { one, other }));
}

// The note to go on with once these have left: the next one of the theme, else the one before, else the nearest elsewhere.
function neighbour(notes) {
  const here = rows().filter((row) => !row.parentElement.closest("[data-note]"));
  const at = here.findIndex((row) => notes.includes(row.dataset.note));
  const left = [...here.slice(Math.max(at, 0)), ...here.slice(0, Math.max(at, 0)).reverse()];
  const free = left.filter((row) => !notes.includes(row.dataset.note));
  const near = free.find((row) => row.closest("section") === here[at]?.closest("section"));
  return (near ?? free[0])?.dataset.note;
}

export function askName(notes) {
  dialog.querySelector("form").reset();
  dialog.notes = notes;
  dialog.showModal();
}

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const label = event.target.elements.label.value.trim();
  dialog.close();
  if ((await send(dialog.notes, "new", label)) && origin) focus(current);
});

function pick() {
  if (!chosen.size) {
    const row = rows().find((one) => one.dataset.note === current);
    if (row) toggle(row);
  }
  if (!chosen.size) return;
  origin = current;
  document.body.dataset.picking = "";
  rail.querySelector(".rail-go[data-drop]").focus();
  say(word("picking", { title: document.getElementById("rail-title").textContent }));
}

function quit() {
  delete document.body.dataset.picking;
}

function focus(note) {
  origin = null;
  rows().find((row) => row.dataset.note === note)?.querySelector(".pick").focus();
}

async function choose(target) {
  const { drop, go, page } = target.dataset;
  if (!chosen.size && drop === "new") return warn(word("choose-first"));
  if (!chosen.size) return show(drop ?? go, page);
  if (go) return show(go, page);
  if (drop === "new") return askName([...chosen]);
  if ((await send([...chosen], drop)) && origin) focus(current);
}

// Without a choice, the rail leads to a theme, here or on its page.
function show(theme, page) {
  quit();
  const section = document.getElementById(`ct-${theme}`);
  if (!section) return location.assign(`?gisement=${gisement}&notes=${page}#ct-${theme}`);
  section.scrollIntoView({ block: "start" });
  section.querySelector("button")?.focus({ preventScroll: true });
}

wall.addEventListener("click", (event) => {
  const yes = event.target.closest("[data-yes]");
  const row = event.target.closest("[data-note]");
  if (yes) send(held(row), yes.dataset.yes);
  else if (event.target.closest(".pick")) toggle(row);
});

wall.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-note]");
  if (!row || row.dataset.note === current) return;
  current = row.dataset.note;
  paint();
});

rail.addEventListener("click", (event) => {
  const target = event.target.closest(".rail-go");
  if (target) choose(target);
  else if (event.target.closest("[data-quit]")) quit();
});

const BAR = { pick, clear, new: () => askName([...chosen]) };
bar.addEventListener("click", (event) => BAR[event.target.closest("[data-act]")?.dataset.act]?.());

// The note under this one, or over it: the nearest line, then the nearest column.
function across(list, from, key) {
  const here = from.getBoundingClientRect();
  const sign = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!sign) return null;
  const far = (box) => sign * (box.top - here.top) * 4 + Math.abs(box.left - here.left);
  const boxes = list.map((one) => [one, one.getBoundingClientRect()]);
  const beyond = boxes.filter(([, box]) => (sign > 0 ? box.top >= here.bottom - 1 : box.bottom <= here.top + 1));
  return beyond.sort(([, a], [, b]) => far(a) - far(b))[0]?.[0] ?? from;
}

function step(list, from, key) {
  const at = list.indexOf(from);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: list.length - 1 }[key];
  return to === undefined ? null : (list[to] ?? from);
}

wall.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-note]");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return clear();
  if (!row) return;
  if (event.key.toLowerCase() === "m") {
    event.preventDefault();
    return pick();
  }
  const seen = rows().filter((one) => one.checkVisibility());
  const to = across(seen, row, event.key) ?? step(seen, row, event.key);
  if (!to) return;
  event.preventDefault();
  current = to.dataset.note;
  paint();
  to.querySelector(".pick").focus();
});

rail.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    quit();
    focus(origin ?? current);
    return say(word("undone"));
  }
  const to = step(entries(), event.target.closest(".rail-go"), event.key);
  if (!to) return;
  event.preventDefault();
  to.focus();
  paint();
});

bar.addEventListener("keydown", (event) => event.key === "Escape" && clear());
document.addEventListener("filon:pushed", () => {
  forget();
  paint();
});
forget();
paint();
if (location.hash.startsWith("#ct-")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
