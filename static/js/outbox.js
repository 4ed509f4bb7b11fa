// What is written waits here until the server has acknowledged it: through reloads, sleep, lost networks and restarts.
// An item never changes after its first attempt; only an answer that carries the note's own id counts as received.

import { mint } from "./ids.js";
import { load, save } from "./store.js";
import { voice } from "./voice.js";
import { word } from "./words.js";

const { code, notes = `/r/${code}/notes` } = document.body.dataset;
const waiting = document.getElementById("waiting");
const mine = document.getElementById("mine");

let items = load("outbox", []);
let busy = null; // the item on its way
let retry = null;
let patience = 1000;
let drawn = "[]"; // what the list of what waits shows

/** Queue a note: `fields` are those of the form. Returns its id. */
export function post(fields) {
  const id = mint();
  add({ id, note: id, method: "POST", path: notes, fields: { ...fields, id } });
  return id;
}

/** Queue a correction behind whatever waits for the same note. */
export function edit(note, text) {
  add({ id: mint(), note, method: "PATCH", path: `${notes}/${note}`, fields: { text } });
}

export function withdraw(note) {
  add({ id: mint(), note, method: "DELETE", path: `${notes}/${note}`, fields: {} });
}

function add(item) {
  items.push({ state: "waiting", ...item, fields: { ...item.fields, command: item.id } });
  keep();
  painted(pump);
}

/** Once what answers a tap is painted; on a page hidden meanwhile, which paints no more, a moment later. */
export function painted(then) {
  const soon = [requestAnimationFrame, (done) => setTimeout(done, 100)].map((when) => new Promise(when));
  Promise.race(soon).then(() => setTimeout(then));
}

async function pump() {
  const item = items.find((one) => one.state === "waiting");
  if (busy || !item) return;
  busy = item;
  clearTimeout(retry);
  draw();
  const answer = await send(item);
  busy = null;
  if (answer.received) {
    items = items.filter((one) => one !== item);
    patience = 1000;
    show(item, answer.html);
  } else if (answer.refused) {
    item.state = "refused";
    item.message = answer.refused;
    document.dispatchEvent(new CustomEvent("filon:refused", { detail: item }));
  } else {
    retry = setTimeout(pump, answer.after ?? patience);
    patience = Math.min(patience * 1.7, 15_000);
  }
  keep();
  if (answer.received || answer.refused) pump();
}

async function send(item) {
  try {
    const response = await fetch(item.path, {
      method: item.method,
      headers: { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded", ...voice },
      body: new URLSearchParams(item.fields),
      signal: AbortSignal.timeout?.(12_000),
    });
    const html = await response.text();
    if (response.ok && html.includes(`id="note-${item.note}"`)) return { received: true, html };
    const refusal = response.headers.get("X-Filon-Refusal");
    const later = ["too_fast", "overloaded", "room_frozen"].includes(refusal);
    if (refusal && !later) return { refused: new DOMParser().parseFromString(html, "text/html").body.textContent.trim() };
    return { after: later ? 1000 * Number(response.headers.get("Retry-After") || 1) + 300 * Math.random() : undefined };
  } catch {
    return {};
  }
}

function show({ note, away }, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const old = document.getElementById(`note-${note}`);
  if (old) old.replaceWith(fresh);
  else mine.prepend(fresh);
  document.dispatchEvent(new CustomEvent("filon:received", { detail: { note, away } }));
}

function keep() {
  save("outbox", items.length ? items : null);
  draw();
}

function draw() {
  const online = document.body.dataset.link !== "off" && navigator.onLine;
  const kept = items.filter((item) => item.method === "POST" && item.state === "waiting");
  if (!online) for (const item of kept) item.away = true; // told when it has left after all
  document.dispatchEvent(new CustomEvent("filon:outbox", { detail: { kept: kept.length, online } }));
  const shown = items.filter((item) => item.method === "POST" || item.state === "refused");
  const lines = JSON.stringify(shown.map((item) => [item.id, state(item, online), item.message]));
  if (lines !== drawn) waiting.replaceChildren(...shown.map((item) => line(item, online)));
  drawn = lines;
  mine.closest("section").hidden = !items.length && !mine.children.length;
  for (const erase of document.querySelectorAll(".erase")) erase.hidden = !mine.children.length;
}

const state = (item, online) => (item.state === "refused" ? "refused" : !online ? "offline" : item === busy ? "sending" : "waiting");

function line(item, online) {
  const li = document.getElementById("waiting-note").content.cloneNode(true).firstElementChild;
  li.dataset.item = item.id;
  li.querySelector(".note-text").textContent = item.fields.text ?? "";
  const now = state(item, online);
  for (const icon of li.querySelectorAll("[data-when]")) icon.hidden = icon.dataset.when !== now;
  (li.querySelector("[data-words]") ?? li.querySelector(".note-state")).textContent = item.message ?? word(now);
  li.classList.toggle("refused", item.state === "refused");
  li.querySelector(".note-acts").hidden = item.state !== "refused";
  return li;
}

waiting.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  const id = event.target.closest("li")?.dataset.item;
  const item = items.find((one) => one.id === id);
  if (act === "drop") {
    items = items.filter((one) => one !== item);
    keep();
  } else if (act === "copy") {
    copy(item.fields.text, event.target.closest("li").querySelector(".note-text"));
  }
});

async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(element); // plain HTTP has no clipboard: select it, the phone offers to copy
  }
}

// Another page of this phone may have emptied the box.
addEventListener("storage", (event) => {
  if (event.key?.endsWith(":outbox") && !busy) {
    items = load("outbox", []);
    draw();
  }
});
for (const name of ["online", "pageshow"]) addEventListener(name, pump);
document.addEventListener("visibilitychange", () => document.hidden || pump());
document.addEventListener("htmx:ws:after:connection", () => { patience = 1000; draw(); pump(); });
for (const event of ["filon:link", "htmx:after:swap"]) document.addEventListener(event, draw);
draw();
pump();
