// Masking a word of a note: the dialog shows its words, a tap masks one everywhere, another gives it back.

import { post } from "./post.js";

const { code } = document.body.dataset;
const ask = document.getElementById("ask");
const body = document.getElementById("ask-body");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-words]");
  if (opener) return show(opener.dataset.words);
  const word = event.target.closest("[data-mask]");
  if (word) toggle(word);
});

async function show(note, focused) {
  const answer = await fetch(`/r/${code}/notes/${note}/words`, { headers: { "HX-Request": "true", Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  body.innerHTML = await answer.text();
  for (const dialog of document.querySelectorAll("dialog[open]:not(#ask)")) dialog.close();
  if (!ask.open) ask.showModal();
  if (focused) body.querySelector(`[data-mask="${CSS.escape(focused)}"]`)?.focus();
}

async function toggle(word) {
  const { note, through } = word.closest("[data-note]").dataset;
  const masked = word.getAttribute("aria-pressed") !== "true";
  const { refusal } = await post(`notes/${note}/mask`, { "words[]": word.dataset.mask.trim().split(" "), through, masked });
  if (refusal !== "unreachable" && ask.open) await show(note, word.dataset.mask);
}
