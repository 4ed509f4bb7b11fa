// The remote: three buttons for a thumb that does not look, and a clicker's keys. A change of stage takes a second tap, or a
// long press; what is asked is where to go, never « one further », so two remotes tapped together go one step.

import { post } from "./post.js";

const SECOND_TAP = 5000;
const BOUNCE = 350;
const HOLD = 700;
const SHOWN_WITHIN = 1000;
const main = document.getElementById("remote");
const told = document.getElementById("told");
const incarnation = main.querySelector("[data-incarnation]").dataset.incarnation;
const serverNow = () => Date.now() + Number(document.documentElement.dataset.clock || 0);
const buzz = (...pattern) => navigator.vibrate?.(pattern);
let armed = null; // { values, at, timer }
let press = null; // { timer, done }
let moving = null; // until the buttons say where the room has gone

function go(path, values) {
  disarm();
  buzz(20);
  moving = move(path, values);
}

async function move(path, values) {
  const shown = new Promise((done) => document.addEventListener("filon:pushed", done, { once: true }));
  const { ok } = await post(path, values);
  if (!ok) return buzz(200, 80, 200);
  await Promise.race([shown, new Promise((done) => setTimeout(done, SHOWN_WITHIN))]);
}

async function tap(name) {
  await moving;
  const button = document.getElementById(name);
  if (!button || button.disabled) return;
  const { path, values, asks } = button.dataset;
  if (!asks) return go(path, JSON.parse(values));
  if (armed?.values === values) {
    if (Date.now() - armed.at >= BOUNCE) go(path, JSON.parse(values));
    return;
  }
  disarm();
  armed = { values, at: Date.now(), timer: setTimeout(disarm, SECOND_TAP) };
  main.dataset.armed = button.id;
  told.textContent = asks;
  buzz(30, 60, 30);
}

function disarm() {
  clearTimeout(armed?.timer);
  armed = null;
  delete main.dataset.armed;
  told.textContent = "";
}

// -- by thumb

main.addEventListener("pointerdown", ({ target, button: which }) => {
  const button = target.closest("[data-far]");
  letGo();
  if (!button || which) return;
  const { far } = button.dataset;
  const held = () => {
    press.done = true;
    delete main.dataset.held;
    go("stage", JSON.parse(far));
  };
  press = { done: false, timer: setTimeout(held, HOLD) };
  main.dataset.held = button.id;
});

function letGo() {
  clearTimeout(press?.timer);
  delete main.dataset.held;
}

for (const end of ["pointerup", "pointercancel", "pointerleave"]) main.addEventListener(end, letGo);
main.addEventListener("contextmenu", (event) => event.preventDefault());

main.addEventListener("click", ({ target }) => {
  const done = press?.done;
  press = null;
  const undo = target.closest("#remote-undo");
  if (undo) return go("undo", JSON.parse(undo.dataset.values));
  if (!done) tap(target.closest(".cue")?.id);
});

// -- by a clicker: Page keys or arrows; B or a full stop for black

const KEYS = {
  ArrowRight: "after", ArrowDown: "after", PageDown: "after", ArrowLeft: "before", ArrowUp: "before", PageUp: "before",
  b: "black", ".": "black",
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!name) return;
  event.preventDefault();
  tap(`cue-${name}`);
});

// -- what the room has become

function follow() {
  if (main.querySelector("[data-incarnation]").dataset.incarnation !== incarnation) return location.reload();
  const still = document.getElementById(main.dataset.armed)?.dataset.values;
  if (armed && still !== armed.values) disarm();
  offer();
}

function offer() {
  const undo = document.getElementById("remote-undo");
  if (undo) undo.hidden = serverNow() > Number(undo.dataset.until);
}

document.addEventListener("filon:pushed", follow);
setInterval(offer, 500);
offer();

const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => null);
document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
stayAwake();
