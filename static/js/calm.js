// What others write never moves what is being read: a list in view stays as it is, a pill says how many notes are new, and a
// tap shows them. What is not in view follows by itself.

import { counted, word } from "./words.js";

const pill = document.getElementById("fresh");
const told = document.getElementById("told");
const QUIET = 20_000;
const PUSHES = 200; // less than between two of them: none waits for the one before
const held = new Map(); // list -> what it will show
let shown = null; // the list that is being shown what it held
let announced = 0;
let telling = null;
let counting = null;

document.addEventListener("htmx:before:swap", ({ detail: { tasks = [] } }) => {
  for (let n = tasks.length - 1; n >= 0; n--) {
    const { target, fragment } = tasks[n];
    if (!target?.matches?.(".feed") || target === shown) continue;
    held.delete(target);
    if (!read(target)) continue;
    held.set(target, fragment);
    leave(target, fragment);
    tasks.splice(n, 1);
  }
});
// The pill counts once a second: drawing it costs a slow phone more than receiving what it counts.
document.addEventListener("htmx:after:swap", () => {
  if (pill.hidden) follow();
  else counting ??= setTimeout(follow, 1000);
});
document.addEventListener("visibilitychange", follow);
// A tap or a letter is answered first: what is pushed waits for a free moment.
document.addEventListener("htmx:ws:before:message:incoming", ({ detail }) => {
  if (window.requestIdleCallback) detail.waitUntil(new Promise((free) => requestIdleCallback(free, { timeout: PUSHES })));
});
document.addEventListener("filon:looked", later);
document.addEventListener("toggle", ({ target }) => target.matches(".feeds") && later(), true);

const open = (list) => list.isConnected && !list.hidden && list.closest("details")?.open !== false;
const read = (list) => !document.hidden && open(list) && list.getBoundingClientRect().top < innerHeight;
const notes = (list) => [...list.querySelectorAll("[data-notes]")].reduce((sum, one) => sum + Number(one.dataset.notes), 0);
const themes = (list) => [...list.querySelectorAll(".theme-list b")].map((name) => name.textContent).join("\n");
const number = (note) => Number(note.id.slice(2));

// A note that was hidden is read no more, and leaves its place empty; a word that was masked is masked here too. One that joined
// another that says the same stays.
function leave(list, fragment) {
  const reread = (one) => one.querySelector("[data-reread]")?.dataset.reread;
  if (reread(list) === reread(fragment)) return;
  const there = new Set([...fragment.querySelectorAll(".note")].map(number));
  const oldest = there.size ? Math.min(...there) : 0;
  for (const note of list.querySelectorAll(".note")) {
    note.classList.toggle("gone", number(note) > oldest && !there.has(number(note)));
    const words = fragment.querySelector(`#${note.id} .note-text`);
    if (words) note.querySelector(".note-text").replaceChildren(...words.cloneNode(true).childNodes);
  }
}

// Whoever turned a page or folded the lists sees that first.
function later() {
  setTimeout(follow, 100);
}

function follow() {
  clearTimeout(counting);
  counting = null;
  for (const list of held.keys()) if (!list.isConnected) held.delete(list);
  for (const list of held.keys()) if (document.hidden || !open(list)) show(list);
  const [list] = held.keys();
  const more = list ? notes(held.get(list)) - notes(list) : 0;
  pill.hidden = !list || (more < 1 && !list.querySelector(".gone") && themes(held.get(list)) === themes(list));
  if (pill.hidden) return clearTimeout(telling);
  const words = more > 0 ? counted("fresh", more) : word("changed");
  pill.querySelector("span").textContent = words;
  if (pill.nextElementSibling !== list) list.before(pill);
  tell();
}

// Said aloud now and then, not at each note.
function tell() {
  clearTimeout(telling);
  telling = setTimeout(() => {
    announced = Date.now();
    told.textContent = pill.textContent.trim();
  }, Math.max(2000, announced + QUIET - Date.now()));
}

function show(list) {
  const fragment = held.get(list);
  held.delete(list);
  const content = document.createElement("div");
  content.append(fragment);
  const text = `<hx-partial hx-target="#${list.id}" hx-swap="innerMorph">${content.innerHTML}</hx-partial>`;
  shown = list;
  const swapped = htmx.swap({ sourceElement: list, target: list, swap: "none", text });
  shown = null;
  return swapped;
}

pill.addEventListener("click", async () => {
  const list = pill.nextElementSibling;
  await show(list);
  follow();
  list.tabIndex = -1;
  list.focus({ preventScroll: true });
  (list.querySelector(".feed-title") ?? list).scrollIntoView({ block: "start", behavior: "instant" });
});
