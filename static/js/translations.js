// Translating, by keyboard: Enter keeps the line and goes to the next note, Escape goes on without one. The notes that wait are
// pushed beside; what is being typed is never touched.

import { post } from "./post.js";

const form = document.getElementById("line");
const { text } = form.elements;
const none = document.getElementById("line-none");
const kind = document.getElementById("line-kind");
const quote = document.getElementById("line-note");
const skipped = new Set();
const sent = new Set(); // until the list no longer has them
let busy = false;

const waiting = () => [...document.querySelectorAll("#translations [data-note]")];

function take(item) {
  form.hidden = !item;
  none.hidden = Boolean(item);
  form.dataset.note = item?.dataset.note ?? "";
  delete form.dataset.asked;
  text.value = "";
  mark();
  if (!item) return;
  kind.replaceChildren(...item.querySelector(".note-kind").cloneNode(true).childNodes);
  kind.className = `note-kind ${[...item.classList].find((one) => one.startsWith("hue-"))}`;
  quote.replaceChildren(...item.querySelector(".note-text").cloneNode(true).childNodes);
  text.focus();
}

function mark() {
  for (const item of waiting()) {
    if (item.dataset.note === form.dataset.note) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}

// The first that was not skipped; when all were, they come round again.
function next() {
  const { note } = form.dataset;
  const left = waiting().filter((item) => !sent.has(item.dataset.note));
  const others = left.filter((item) => item.dataset.note !== note);
  const fresh = others.find((item) => !skipped.has(item.dataset.note));
  if (!fresh) skipped.clear();
  take(fresh ?? others[0] ?? left[0]);
}

function skip() {
  skipped.add(form.dataset.note);
  next();
}

async function send(path, values) {
  if (busy) return;
  busy = true;
  const { note } = form.dataset;
  const { ok } = await post(`notes/${note}/${path}`, values);
  busy = false;
  if (!ok) return text.focus();
  if (waiting().some((item) => item.dataset.note === note)) sent.add(note); // what is pushed may come before the answer
  if (form.dataset.note === note) next();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "asked") return send("to-translate", { asked: "false" });
  if (text.value.trim() || "asked" in form.dataset) send("translation", { text: text.value });
});

form.querySelector("[data-skip]").addEventListener("click", skip);

text.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") skip();
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-take]");
  if (!chosen) return;
  event.preventDefault();
  take(chosen.closest("[data-note]"));
});

// A note that comes back (undone, worded otherwise) waits again. One that somebody else translated meanwhile makes room for the
// next, unless a line is being typed.
document.addEventListener("filon:pushed", () => {
  const listed = new Set(waiting().map((item) => item.dataset.note));
  for (const note of sent) if (!listed.has(note)) sent.delete(note);
  const gone = !listed.has(form.dataset.note) && !("asked" in form.dataset) && !text.value.trim();
  if (form.hidden || gone) next();
  mark();
});

mark();
