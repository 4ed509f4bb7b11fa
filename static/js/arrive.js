// The wall stays still: a note keeps the place it has been given, and only what has just changed place moves.
//
// Lists with `data-places` are grids of equal places. The server says what is to be shown; this module gives each theme or note
// a free place and leaves it there. When there are more notes than places, those that count are the first of the list
// (`newest`), or the last (`arrival`). A note that went from one home to another flies there, alone; a newcomer that was not
// seen in the tray flies out of it.

import { calm } from "./still.js";

const screen = document.getElementById("screen-main");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const FLIGHT = { duration: 600, easing: "cubic-bezier(.4, 0, .2, 1)" };
const MOST_FLIGHTS = 16;
const MOST_THEMES = 4;
const given = new Map();
const sky = document.body.appendChild(Object.assign(document.createElement("div"), { className: "sky", ariaHidden: "true" }));
let before = null;
let newest = 0;

// -- places

function settle() {
  for (const list of screen.querySelectorAll("[data-places]")) {
    const things = [...list.querySelectorAll(":scope > [id]:is(.slip, .theme)")];
    const { places, columns } = measure(list, things.length);
    const shown = list.dataset.places === "arrival" ? things.slice(-places) : things.slice(0, places);
    const had = given.get(list.id) ?? new Map();
    const now = new Map(shown.filter((one) => had.get(one.id) < places).map((one) => [one.id, had.get(one.id)]));
    const taken = new Set(now.values());
    const free = Array.from({ length: places }, (_, n) => n).filter((n) => !taken.has(n));
    for (const one of shown) if (!now.has(one.id)) now.set(one.id, free.shift());
    given.set(list.id, now);
    for (const one of things) {
      const place = now.get(one.id);
      one.hidden = place === undefined;
      one.style.gridArea = one.hidden ? "" : `${Math.floor(place / columns) + 1} / ${(place % columns) + 1}`;
    }
  }
}

function measure(list, count) {
  const style = getComputedStyle(list);
  const columns = style.gridTemplateColumns.split(" ").length;
  if (list.dataset.places === "themes") return { columns, places: count > columns ? MOST_THEMES : columns };
  const [row, gap] = [parseFloat(style.gridAutoRows), parseFloat(style.rowGap) || 0];
  const least = list.dataset.places === "arrival" ? 1 : 0;
  return { columns, places: Math.max(least, Math.floor((list.clientHeight + gap + 1) / (row + gap))) * columns };
}

// -- what moved

function look() {
  const view = screen.querySelector(".view");
  const notes = new Map();
  for (const note of screen.querySelectorAll(".slip:not([hidden])")) {
    notes.set(note.id, { box: note.getBoundingClientRect(), home: home(note), twin: note.cloneNode(true) });
  }
  const told = new Map([...counted()].map((one) => [one.id, tallies(one).map((tally) => tally.textContent)]));
  return { page: view ? JSON.stringify({ ...view.dataset }) : "", notes, told };
}

const latest = () => Math.max(newest, ...[...screen.querySelectorAll(".slip[data-n]")].map((note) => Number(note.dataset.n)));
const home = (note) => note.closest("[data-home]")?.id;
const tallies = (one) => [...one.querySelectorAll("[data-tally]")];
const counted = () => screen.querySelectorAll("[data-home], .wall-head");

function arrive(was) {
  const flights = [];
  for (const [id, { box, home: from, twin }] of was.notes) {
    const note = document.getElementById(id) ?? screen.querySelector(`[data-again~="${id.slice(2)}"]`);
    if (note && home(note) !== from) flights.push([twin, box, note]);
  }
  const tray = document.getElementById("tray-notes")?.getBoundingClientRect();
  for (const note of screen.querySelectorAll(".slip:not([hidden])")) {
    if (was.notes.has(note.id)) continue;
    const fresh = Number(note.dataset.n) > newest;
    if (fresh && tray && home(note) !== "tray") flights.push([note.cloneNode(true), tray, note]);
    else if (!flights.some((flight) => flight[2] === note)) note.animate({ opacity: [0, 1] }, FLIGHT);
  }
  for (const flight of flights.slice(0, MOST_FLIGHTS)) fly(...flight);
  for (const one of counted()) {
    const told = was.told.get(one.id) ?? [];
    for (const [n, tally] of tallies(one).entries()) {
      if (told[n] !== undefined && told[n] !== tally.textContent) tally.animate({ scale: [1, 1.18, 1] }, FLIGHT);
    }
  }
}

// The note itself waits at its new place, unseen; its twin makes the journey. A note that its theme has no place to show
// goes to the theme's name.
function fly(twin, from, note) {
  const goal = note.hidden ? note.closest("[data-home]").querySelector("h2") : note;
  const [to, size] = [goal.getBoundingClientRect(), note.hidden ? from : note.getBoundingClientRect()];
  twin.removeAttribute("id");
  twin.hidden = false;
  Object.assign(twin.style, {
    left: `${to.left}px`,
    top: `${to.top}px`,
    width: `${size.width}px`,
    height: `${size.height}px`,
    fontSize: getComputedStyle(note).fontSize,
  });
  sky.append(twin);
  const start = `${from.left - to.left}px ${from.top - to.top}px`;
  const flight = twin.animate({ translate: [start, "0 0"], opacity: [1, 1, note.hidden ? 0 : 1] }, FLIGHT);
  if (!note.hidden) note.animate({ opacity: [0, 0] }, FLIGHT);
  flight.finished.catch(() => null).then(() => twin.remove());
}

// -- when

function changed() {
  const was = before;
  rest();
  if (was && was.page === before.page && !still.matches && !calm() && !document.hidden) arrive(was);
  newest = latest();
}

function rest() {
  settle();
  before = look();
  watching.takeRecords();
}

// A place that this size no longer has would keep its column in the grid.
const resized = () => {
  for (const one of screen.querySelectorAll("[data-places] > [id]")) one.style.gridArea = "";
  rest();
  newest = latest();
};

const watching = new MutationObserver(changed);
watching.observe(screen, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["id", "style", "hidden"] });
document.addEventListener("htmx:ws:before:message:incoming", () => (before = look()));
new ResizeObserver(resized).observe(screen);
document.fonts.ready.then(resized);
