// Scribe mode: everything by keyboard. Enter sends; a line that begins with a slash chooses where the next words go.

import { edit, post, withdraw } from "./outbox.js";
import { load, save } from "./store.js";
import { word } from "./words.js";
import { join, meet, tell } from "./writer.js";

const form = document.getElementById("scribe");
const { text, card, college, person } = form.elements;
const error = document.getElementById("scribe-error");
const said = document.getElementById("said");
const dialog = document.getElementById("edit");
const CHOICE = /^\/(?:(\d{1,4})#|(\d{1,4})?(=)|(\d{1,2})?([a-z])?)\s/i;

// -- what was being typed is there again after a reload

const kept = load("draft", {});
for (const [name, value] of Object.entries(kept)) if (form.elements[name]) form.elements[name].value = value;
person.checked = "person" in kept;
tell();
const keep = () => {
  const fields = Object.fromEntries(new FormData(form));
  delete fields.written_in; // the page's stage, not the draft's
  save("draft", fields);
};

// -- keys

text.addEventListener("input", () => {
  const found = CHOICE.exec(text.value);
  if (found && found[0].trim() !== "/") {
    const [whole, number, other, same, place, letter] = found;
    if (number) card.value = number;
    if (same) said.textContent = join(other ?? person.value, other ? true : !person.checked);
    const missing = [["gisement", place], ["kind", letter?.toLowerCase()]].filter(([name, key]) => key && !choose(name, key));
    if (missing.length) said.textContent = word("no-choice", { keys: missing.map((one) => one[1]).join(", ") });
    text.value = text.value.slice(whole.length);
  }
  error.hidden = true;
});

function choose(name, key) {
  const radio = form.querySelector(`[name=${name}][data-key="${CSS.escape(key)}"]`);
  if (!radio) return false;
  radio.checked = true;
  said.textContent = chosen();
  return true;
}

const label = (name) => form.querySelector(`[name=${name}]:checked`).closest("label").querySelector("span").lastChild.textContent.trim();
const chosen = () => `${label("gisement")} · ${label("kind")}`;

form.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || event.target.closest("button")) return;
  if (event.target === text && event.shiftKey) return;
  event.preventDefault();
  if (event.target === text) form.requestSubmit();
  else text.focus();
});
form.addEventListener("input", keep);
person.addEventListener("change", () => { said.textContent = join(person.value, person.checked); });

// On a choice, its key chooses and goes back to the words.
form.addEventListener("keydown", (event) => {
  const name = event.target.type === "radio" && event.target.name;
  if (name && !event.ctrlKey && !event.metaKey && !event.altKey && choose(name, event.key.toLowerCase())) {
    event.preventDefault();
    keep();
    text.focus();
  }
});

// -- sending

let sent = null; // the last one

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  if (!fields.text.trim()) {
    error.textContent = word("empty");
    error.hidden = false;
    return text.focus();
  }
  sent = post(fields);
  if (fields.card && !fields.person) person.value = Number(fields.card);
  const next = fields.card ? card : text; // one card after the other, or one line after the other
  said.textContent = word(fields.card ? "sent-card" : "sent", { choice: chosen(), card: fields.card });
  text.value = card.value = "";
  if (fields.card && college && !fields.person) college.value = ""; // another card is another person
  tell();
  keep();
  next.focus();
});

// A refusal is told; its words and its number stay in the list, and come back here when nothing else was typed meanwhile.
document.addEventListener("filon:refused", ({ detail }) => {
  error.textContent = detail.message;
  error.hidden = false;
  if (detail.method !== "POST" || text.value || card.value) return;
  text.value = detail.fields.text;
  card.value = detail.fields.card ?? "";
  keep();
  card.select();
});
document.addEventListener("filon:received", ({ detail }) => {
  said.textContent = word("received");
  meet(document.getElementById(`note-${detail.note}`), detail.note === sent);
});

// -- correcting

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act=edit]");
  if (!button) return;
  dialog.dataset.note = button.dataset.note;
  dialog.querySelector("textarea").value = button.dataset.text;
  dialog.showModal();
});

dialog.addEventListener("close", () => {
  const words = dialog.querySelector("textarea").value;
  if (dialog.returnValue === "save" && words.trim()) edit(dialog.dataset.note, words);
  if (dialog.returnValue === "withdraw") withdraw(dialog.dataset.note);
  dialog.returnValue = "";
  text.focus();
});

text.focus();
form.dataset.ready = "yes";
