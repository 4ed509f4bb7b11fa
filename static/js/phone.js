// The phone's page: the gisement in view, the draft, the counter, and the panel that follows the stage.

import { edit, painted, post, withdraw } from "./outbox.js";
import { load, save } from "./store.js";
import { word } from "./words.js";

const { code, table } = document.body.dataset;
const now = document.getElementById("now");
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(document.documentElement.lang) : null;
const graphemes = (text) => (segmenter ? [...segmenter.segment(text)].length : [...text].length);
const panel = () => document.getElementById("panel");
const ballot = () => panel().querySelector("[data-ballot]");
const composer = () => document.getElementById("composer");
let moderations = now.querySelector("[data-moderations]").dataset.moderations;
const incarnation = now.querySelector("[data-incarnation]").dataset.incarnation;
let asked = null;
let bound = null; // where the pager was sent: a journey that ends elsewhere was an earlier one

// -- the panel follows the stage

document.addEventListener("filon:pushed", follow);
document.addEventListener("htmx:after:swap", () => prepare());
document.addEventListener("filon:may-vote", () => asked === null && readPanel(panel().dataset.shape));

function follow() {
  const state = now.querySelector("[data-shape]").dataset;
  if (state.incarnation !== incarnation) return location.reload();
  if (state.shape !== panel().dataset.shape && state.shape !== asked) readPanel(state.shape);
  if (state.moderations !== moderations) {
    moderations = state.moderations;
    htmx.ajax("GET", `/r/${code}/mine`, { target: "#mine", swap: "innerHTML" });
  }
}

async function readPanel(shape) {
  asked = shape;
  keepDraft();
  const open = panel().querySelector(".feeds")?.open;
  const voted = ballot()?.dataset.ballot;
  try {
    await htmx.ajax("GET", `/r/${code}/panel${table ? `?table=${table}` : ""}`, { target: "#panel", swap: "outerHTML" });
  } finally {
    asked = null;
  }
  const feeds = panel().querySelector(".feeds");
  if (feeds && open) feeds.open = true;
  thread();
  prepare();
  if (ballot() && ballot().dataset.ballot !== voted) ballot().scrollIntoView({ block: "start", behavior: "instant" });
  document.dispatchEvent(new CustomEvent("filon:read", { detail: { seq: Number(panel().dataset.seq) } }));
}

// What became of one's notes, told anew beside each of them: the notes themselves may be newer than what was read.
function thread() {
  for (const told of panel().querySelectorAll("[data-thread]")) {
    const line = document.querySelector(`#note-${CSS.escape(told.dataset.thread)} .note-thread`);
    if (line) line.textContent = told.textContent;
  }
}

function prepare() {
  const fresh = panel();
  if (fresh.dataset.ready) return;
  fresh.dataset.ready = "yes";
  if (fresh.querySelector(".not-asked") && ask()) ask().open = true;
  const form = composer();
  const seams = fresh.querySelector("[data-seams]");
  if (seams) {
    // Not in the middle of a slow journey: what is typed meanwhile would go to the gisement that is left.
    const look = () => (!bound || inView(seams) === bound) && chosen(inView(seams));
    for (const event of ["pointerdown", "keydown", "wheel"]) seams.addEventListener(event, () => (bound = null), { passive: true });
    if ("onscrollend" in seams) seams.addEventListener("scrollend", look);
    else seams.addEventListener("scroll", settled(look), { passive: true });
    // A table that has moved on takes its phones along; otherwise people stay where they were.
    const here = form?.dataset.here;
    const moved = here && load("here") !== here;
    if (here) save("here", here);
    const early = form?.elements.text.value && keepEarly();
    go(early || (moved ? here : (load("gisement") ?? here)), "instant");
  }
  if (form) {
    const kind = load("kind");
    const radio = kind && form.querySelector(`[name=kind][value="${CSS.escape(kind)}"]`);
    if (radio && form.querySelector("[name=kind]:checked")?.defaultChecked) radio.checked = true;
    asks();
  }
}

// -- the gisement in view

// Whichever way the page is read: the seam whose middle is nearest to the pager's.
function inView(seams) {
  const middle = (one) => one.getBoundingClientRect().left + one.clientWidth / 2;
  const distance = (seam) => Math.abs(middle(seam) - middle(seams));
  return [...seams.children].reduce((best, seam) => (distance(seam) < distance(best) ? seam : best));
}

function go(id, behavior = "smooth") {
  const seams = panel().querySelector("[data-seams]");
  const seam = seams.querySelector(`[data-gisement="${CSS.escape(id ?? "")}"]`) ?? seams.firstElementChild;
  bound = seam;
  seams.scrollTo({ left: seam.offsetLeft - seams.offsetLeft, behavior });
  chosen(seam);
}

function chosen(seam) {
  const id = seam.dataset.gisement;
  const before = panel().dataset.here;
  if (before === id) return;
  panel().dataset.here = id;
  const field = composer()?.elements.gisement;
  if (field && field.value !== id) {
    keepDraft();
    field.value = id;
  }
  for (const one of seam.parentElement.children) one.inert = one !== seam; // Tab would leave for another gisement
  for (const step of panel().querySelectorAll("[data-step]")) step.ariaDisabled = !neighbour(seam, step);
  save("gisement", id);
  readDraft(id);
  if (before) painted(list);
  else list();
}

function list() {
  for (const feed of panel().querySelectorAll(".feed[data-gisement]")) feed.hidden = feed.dataset.gisement !== panel().dataset.here;
  document.dispatchEvent(new CustomEvent("filon:looked"));
}

const neighbour = (seam, step) => (step.dataset.step === "1" ? seam.nextElementSibling : seam.previousElementSibling);

function settled(then, after = 90) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(then, after);
  };
}

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) {
    const seams = panel().querySelector("[data-seams]");
    const from = seams.querySelector(`[data-gisement="${CSS.escape(load("gisement"))}"]`); // not what scrolls past meanwhile
    const next = neighbour(from ?? inView(seams), step);
    if (next) go(next.dataset.gisement);
  }
  if (event.target.closest("[data-act=skip-college]")) {
    fold();
  }
  const button = event.target.closest("[data-act=edit]");
  if (button) openEdit(button.dataset);
});

// -- writing

const draftName = (gisement) => `draft:${gisement}`;

function keepDraft() {
  const form = composer();
  if (form) save(draftName(form.elements.gisement.value), form.elements.text.value || null);
}

// Words that were typed before this script had come follow those kept of before, and stay with the gisement that was in view.
function keepEarly() {
  const { gisement, text } = composer().elements;
  const before = load(draftName(gisement.value), "");
  if (!before.includes(text.value)) text.value = before ? `${before}\n${text.value}` : text.value;
  keepDraft();
  return gisement.value;
}

function readDraft(gisement) {
  const text = composer()?.elements.text;
  if (!text || (document.activeElement === text && text.value)) return; // drawn anew, it may have the focus and no words
  text.value = load(draftName(gisement), "");
  count();
}

function count() {
  const form = composer();
  const left = Number(document.body.dataset.limit) - graphemes(form.elements.text.value);
  const counter = document.getElementById("count");
  counter.textContent = left;
  counter.classList.toggle("over", left < 0);
  form.querySelector(".send").disabled = left < 0;
}

function asks() {
  const radio = composer().querySelector("[name=kind]:checked");
  for (const one of document.getElementById("ask").children) one.hidden = one.dataset.kind !== radio.value;
  save("kind", radio.value);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("#composer");
  if (!form) return;
  if (event.target.name === "text") { count(); keepDraft(); }
  if (event.target.name === "kind") asks();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#composer, [data-reword]");
  if (!form) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  const error = form.querySelector(".error");
  const empty = !fields.text.trim();
  if (error) {
    error.hidden = !empty;
    error.textContent = empty ? word("empty") : "";
  }
  form.elements.text.focus(); // before the page changes: it would be laid out twice
  if (empty) return;
  post(fields);
  form.elements.text.value = "";
  if (form.id === "composer") { keepDraft(); count(); }
  navigator.vibrate?.(12);
});

// The keyboard opens: the words and what sends them stay in view.
visualViewport?.addEventListener("resize", () => {
  const { activeElement: field } = document;
  if (field?.matches("#text")) field.scrollIntoView({ block: "nearest", behavior: "instant" });
});

// A refused text goes back to the form when nothing else has been typed there meanwhile.
document.addEventListener("filon:refused", (event) => {
  const form = composer();
  const item = event.detail;
  if (form && item.method === "POST" && !form.elements.text.value && form.elements.gisement.value === item.fields.gisement) {
    form.elements.text.value = item.fields.text;
    keepDraft();
    count();
  }
});

// -- correcting one's notes

const dialog = document.getElementById("edit");

function openEdit({ note, text }) {
  dialog.dataset.note = note;
  dialog.querySelector("textarea").value = text;
  dialog.showModal();
}

dialog.addEventListener("close", () => {
  const text = dialog.querySelector("textarea").value;
  if (dialog.returnValue === "save" && text.trim()) edit(dialog.dataset.note, text);
  if (dialog.returnValue === "withdraw") withdraw(dialog.dataset.note);
  dialog.returnValue = "";
});

// The college is asked once: after a first note it is folded at the next visit (never under the thumb), « Passer » folds it now.
const ask = () => document.querySelector(".college-ask");
const fold = () => {
  save("college-asked", true);
  if (ask()) ask().open = false;
};
if (ask() && load("college-asked")) ask().open = false;
document.addEventListener("filon:received", () => save("college-asked", true));
prepare();
follow();
