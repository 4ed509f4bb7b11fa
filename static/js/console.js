// The console's menus. Every act is a form post with an id minted here; what changes comes back by the socket.

import "./copy.js";
import { mint } from "./ids.js";
import { post } from "./post.js";
import { word } from "./words.js";

const { code } = document.body.dataset;
const incarnation = document.querySelector("[data-incarnation]")?.dataset.incarnation;
let subject = null;
let asking = false;
const told = document.getElementById("ask-told");

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") request.body.set("command", mint());
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status >= 400) return;
  const { dataset } = ctx.sourceElement;
  if (dataset.hxTarget === "#ask-body") asking = true;
  if (asking) told.replaceChildren();
  if ("reset" in dataset) ctx.sourceElement.reset();
  if ("thenClose" in dataset) ctx.sourceElement.closest("dialog").close();
});

// What answers a form of a dialog that stays open is said there: the page behind is out of reach.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (ctx.sourceElement.closest("#ask[open]")) for (const task of tasks) task.target = told;
});

document.addEventListener("htmx:after:swap", () => {
  const ask = document.getElementById("ask");
  if (asking && !ask.open) ask.showModal();
  asking = false;
});

document.addEventListener("filon:pushed", () => {
  const fresh = document.querySelector("[data-incarnation]")?.dataset.incarnation;
  const here = document.querySelector("[data-here]")?.dataset.here;
  if (fresh !== incarnation || (here && here !== document.body.dataset.gisement)) location.reload();
});

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-menu]");
  if (menu) return open(menu);
  if (event.target.closest("[data-close]")) return event.target.closest("dialog").close();
  const button = event.target.closest("button[data-post]");
  if (button) act(button.dataset.post, {});
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-post]");
  if (!form) return;
  event.preventDefault();
  act(form.dataset.post, Object.fromEntries(new FormData(form)));
});

document.getElementById("pick")?.addEventListener("change", (event) => event.target.form.requestSubmit());

function open(button) {
  const { menu, ...values } = button.dataset;
  subject = { ...values };
  const dialog = document.getElementById(`${menu}-menu`);
  for (const form of dialog.querySelectorAll("form")) form.reset();
  for (const fold of dialog.querySelectorAll("details")) fold.open = false;
  if (menu === "note") {
    subject.id = button.closest("[data-note]").dataset.note;
    subject.text = button.closest("[data-note]").querySelector(".pick, .queued-text").textContent;
    for (const one of dialog.querySelectorAll("[data-words]")) one.dataset.words = subject.id;
    for (const one of dialog.querySelectorAll("[data-translate]")) one.href = one.dataset.translate + subject.id;
    explain(subject.id);
  }
  if (menu === "theme") {
    subject.pin = values.pinned === "true" ? word("unpin") : word("pin");
    subject.named = document.querySelector("[data-named]")?.dataset.named.split(" ").includes(values.id);
    dialog.querySelector('[data-post="nominate"]')?.setAttribute("aria-pressed", String(subject.named));
  }
  for (const element of dialog.querySelectorAll("[data-fill]")) {
    const value = subject[element.dataset.fill] ?? "";
    if ("value" in element) element.value = value;
    else element.textContent = value;
  }
  for (const select of dialog.querySelectorAll("[data-choices]")) choices(select);
  dialog.showModal();
  if (menu === "name") dialog.querySelector("input").select();
}

// Why a note stands where it does: asked when its menu opens.
async function explain(note) {
  const place = document.getElementById("note-why");
  place.replaceChildren();
  const answer = await fetch(`/r/${code}/notes/${note}/why`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  if (subject.id === note) place.innerHTML = html;
}

async function choices(select) {
  const kept = [...select.options].filter((option) => option.value === "");
  const html = await (await fetch(`/r/${code}/themes?gisement=${document.body.dataset.gisement}`)).text();
  const doc = new DOMParser().parseFromString(`<select>${html}</select>`, "text/html");
  const themes = [...doc.querySelectorAll("option")].filter((option) => option.value !== subject.id);
  select.replaceChildren(...kept, ...themes.map((option) => document.importNode(option, true)));
}

const ACTS = {
  hide: () => [`notes/${subject.id}/hide`, { hidden: "true" }],
  next: () => [`notes/${subject.id}/next`, { held: "true" }],
  aside: (fields) => [`notes/${subject.id}/aside`, fields],
  erase: () => [`notes/${subject.id}/erase`, {}],
  translate: () => [`notes/${subject.id}/to-translate`, { asked: "true" }],
  focus: () => ["screen", { view: "focus", subject: subject.id }],
  move: (fields) => [`notes/${subject.id}/move`, fields],
  rename: (fields) => [`themes/${subject.id}`, fields],
  pin: () => [`themes/${subject.id}`, { pinned: String(subject.pinned !== "true") }],
  merge: (fields) => ["themes/merge", { "themes[]": subject.id, into: fields.into }],
  stage: (fields) => [`order/${subject.id}`, fields],
  up: () => [`order/${subject.id}`, { move: -1 }],
  down: () => [`order/${subject.id}`, { move: 1 }],
  separate: () => ["proposals", { gisement: document.body.dataset.gisement, theme: subject.id }],
  nominate: () => ["nominations", { theme: subject.id, nominated: String(!subject.named) }],
  skip: () => [`order/${subject.id}`, { skip: "true" }],
};

async function act(name, fields) {
  if (name === "erase" && !confirm(word("erase"))) return;
  const [path, values] = ACTS[name](fields);
  document.querySelector("dialog[open]")?.close();
  const { ok } = await post(path, values);
  if (ok && name === "separate") document.getElementById("console-proposal").scrollIntoView({ block: "center" });
}
