// What a new stage asks, over the whole page until a tap or a key. Who is writing has a bar over the page's head instead, and so
// has a stage whose page moves by itself: neither is covered.

import { load, save } from "./store.js";

const now = document.getElementById("now");
const message = document.getElementById("new-stage");
const bar = document.querySelector("#new-stage-bar button");
const head = bar.closest("header");
const MEANT = 400; // a tap made sooner was meant for what was there before
const MOMENT = 12_000;
let since = 0;
let leaving = null;
let pointed = false; // closed by a finger: the page stays where it is; by a key, what has the focus must be seen

const here = () => now.querySelector("[data-stage]").dataset;

document.addEventListener("filon:pushed", follow);
bar.addEventListener("click", show);
message.addEventListener("click", ({ detail }) => {
  if (performance.now() - since < MEANT) return;
  pointed = detail > 0;
  message.close();
});
message.addEventListener("cancel", () => (pointed = false));
message.addEventListener("close", giveBack);

function follow() {
  const { stage, asks, moving } = here();
  if (load("stage") === stage) return;
  save("stage", stage);
  hide();
  fill(asks);
  if (moving === undefined && !busy()) show();
  else remind();
}

function fill(asks) {
  const [sign, ...title] = now.querySelector(".now-title").childNodes;
  for (const place of document.querySelectorAll("[data-sign]")) place.replaceChildren(sign.cloneNode(true));
  for (const place of document.querySelectorAll("[data-title]")) place.replaceChildren(...title.map((one) => one.cloneNode(true)));
  document.getElementById("new-stage-asks").textContent = asks;
}

function show() {
  hide();
  message.showModal();
  since = performance.now();
}

function remind() {
  cover(true);
  leaving = setTimeout(() => (busy() ? remind() : hide()), MOMENT);
}

function hide() {
  clearTimeout(leaving);
  cover(false);
  if (message.open) message.close();
}

// Told by an attribute: a rule that asks what is inside the head would have every tap draw the whole page again.
function cover(covered) {
  bar.hidden = !covered;
  head.toggleAttribute("data-covered", covered);
}

// The browser gives the focus back to what had it, unless that went with the stage before.
function giveBack() {
  const { activeElement } = document;
  if (activeElement === document.body || message.contains(activeElement)) now.focus({ preventScroll: pointed });
}

function busy() {
  const field = document.activeElement;
  const writing = field?.matches("textarea, input:not([type]), input[type=text]") && field.value.trim();
  return Boolean(writing || document.querySelector("dialog[open]:not(#new-stage)"));
}

save("stage", here().stage);
