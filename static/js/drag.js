// Dragging, by mouse, pen or a long press: notes to a theme, a theme onto another. It says nothing that choosing and sending
// could not: both end in `arrange.js`. While something is in hand, pushes wait: the wall must not move under the pointer.

import { measure } from "./steady.js";
import { askName, handled, merge, say, send } from "./arrange.js";
import { counted, word } from "./words.js";

const card = document.querySelector(".wall-card");
const live = document.getElementById("live");
const FAR = 6;
const LONG_PRESS = 350;
const EDGE = 72;
let hand = null;
let waiting = [];

card.addEventListener("pointerdown", (event) => {
  if (hand || event.button || event.target.closest("[data-menu=note], [data-menu=theme], [data-yes], summary, a, [data-hx-post]")) return;
  const row = event.target.closest("[data-note]");
  const theme = row ? null : event.target.closest("[data-grip]");
  if (!row && !theme) return;
  hand = { row, theme, x: event.clientX, y: event.clientY, pointer: event.pointerId, touch: event.pointerType === "touch" };
  if (hand.touch) hand.press = setTimeout(lift, LONG_PRESS);
});

document.addEventListener("pointermove", (event) => {
  if (!hand || event.pointerId !== hand.pointer) return;
  const far = Math.hypot(event.clientX - hand.x, event.clientY - hand.y) > FAR;
  if (!hand.ghost && far && hand.touch) return drop();
  if (!hand.ghost && !far) return;
  Object.assign(hand, { x: event.clientX, y: event.clientY });
  if (!hand.ghost) lift();
  follow();
});

document.addEventListener("pointerup", (event) => {
  if (!hand || event.pointerId !== hand.pointer) return;
  const { ghost, over, notes, moved } = hand;
  drop();
  if (!ghost) return;
  const halt = (click) => click.stopPropagation();
  document.addEventListener("click", halt, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", halt, { capture: true }));
  if (!over) return say(word("still"));
  if (moved) merge(moved, over);
  else if (over === "new") askName(notes);
  else send(notes, over);
});

document.addEventListener("pointercancel", () => hand && drop());
document.addEventListener("keydown", (event) => {
  if (!hand?.ghost || event.key !== "Escape") return;
  event.stopPropagation();
  drop();
}, true);
addEventListener("blur", () => hand && drop());
document.addEventListener("touchmove", (event) => hand?.ghost && event.preventDefault(), { passive: false });
card.addEventListener("contextmenu", (event) => hand?.touch && event.preventDefault());
card.addEventListener("dragstart", (event) => event.preventDefault());

function lift() {
  const { row, theme } = hand;
  if (row) hand.notes = handled(row);
  else hand.moved = theme.dataset.drop ?? theme.closest("[data-drop]")?.dataset.drop;
  if (theme && !hand.moved) return drop();
  const text = row ? row.querySelector(".pick").textContent.trim() : theme.querySelector("button, span").firstChild.textContent.trim();
  hand.ghost = Object.assign(document.createElement("p"), { className: "ghost", textContent: text });
  if (hand.notes?.length > 1) hand.ghost.textContent = counted("notes", hand.notes.length);
  document.body.append(hand.ghost);
  document.body.dataset.dragging = row ? "note" : "theme";
  if (hand.touch) navigator.vibrate?.(12);
  follow();
  requestAnimationFrame(slide);
}

function follow() {
  const { ghost, x, y } = hand;
  ghost.style.translate = `${Math.min(x + 12, innerWidth - ghost.offsetWidth - 4)}px ${y + (hand.touch ? -64 : 14)}px`;
  const target = document.elementFromPoint(x, y)?.closest(".wall-card [data-drop]");
  const over = target?.dataset.drop;
  const same = hand.moved ? over === hand.moved || over === "new" : stays(over);
  hand.over = same ? null : over;
  for (const one of card.querySelectorAll("[data-over]")) if (one !== target || same) delete one.dataset.over;
  if (target && !same) target.dataset.over = "";
}

// Whether every note in hand stands in that theme already.
function stays(over) {
  const section = card.querySelector(`section[data-drop="${CSS.escape(over ?? "")}"]`);
  return !!section && hand.notes.every((note) => section.querySelector(`[data-note="${note}"]`));
}

// Near an edge of the window, or of the rail, what lies beyond comes closer.
function slide() {
  if (!hand?.ghost) return;
  const { x, y } = hand;
  const rail = document.getElementById("rail");
  const box = rail.getBoundingClientRect();
  const push = (at, from, to) => (at < from + EDGE ? at - from - EDGE : at > to - EDGE ? at - to + EDGE : 0) / 6;
  const inRail = x > box.left && x < box.right && y > box.top && y < box.bottom;
  if (inRail) rail.scrollBy(push(x, box.left, box.right), push(y, box.top, box.bottom));
  else scrollBy({ top: push(y, 0, innerHeight), behavior: "instant" });
  follow();
  requestAnimationFrame(slide);
}

function drop() {
  clearTimeout(hand.press);
  hand.ghost?.remove();
  for (const one of card.querySelectorAll("[data-over]")) delete one.dataset.over;
  delete document.body.dataset.dragging;
  hand = null;
  catchUp();
}

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  if (!hand?.ghost) return;
  const { content } = JSON.parse(event.detail.message.data);
  event.preventDefault();
  if (content) waiting.push(content);
});

async function catchUp() {
  const late = waiting;
  waiting = [];
  if (late.length) measure();
  for (const text of late) await htmx.swap({ sourceElement: live, target: live, swap: "none swapEmpty:false", text, transition: false });
  if (late.length) document.dispatchEvent(new CustomEvent("filon:pushed"));
}
