// The organiser's report: beside each note, a dialog where it is worded for publication. The form is read when it opens; the
// answer is the note as the report tells it now.

import { mint } from "./ids.js";

const { code } = document.body.dataset;
const dialog = document.getElementById("wording");
const button = document.getElementById("reword").content;
const LOST = "Pas de réponse du serveur. Réessayez dans un instant.";
let quoted = null;

for (const one of document.querySelectorAll(".verbatim")) {
  const copy = button.cloneNode(true);
  copy.firstElementChild.setAttribute("aria-label", `Modifier pour la publication la contribution ${one.querySelector(".number").textContent}`);
  one.append(copy);
}
document.body.dataset.ready = "yes";

document.addEventListener("click", (event) => {
  if (event.target.closest("#wording [data-close]")) return dialog.close();
  const asked = event.target.closest("[data-reword]");
  if (asked) open(asked.closest(".verbatim"));
});

async function open(verbatim) {
  quoted = verbatim;
  const { html } = await send(`/r/${code}/notes/${verbatim.id.slice(2)}/publish`);
  dialog.innerHTML = html;
  dialog.showModal();
  const text = dialog.querySelector("textarea");
  text?.focus();
  text?.setSelectionRange(text.value.length, text.value.length);
}

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  body.set("command", mint());
  const { ok, html } = await send(form.action, { method: "POST", body });
  if (ok) {
    quoted.querySelector(".told").innerHTML = html;
    dialog.close();
  } else {
    const error = form.querySelector(".error");
    error.textContent = new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
    error.hidden = false;
  }
});

async function send(path, options = {}) {
  try {
    const answer = await fetch(path, { ...options, headers: { Accept: "text/html", "HX-Request": "true" } });
    if (answer.headers.get("Content-Type").startsWith("text/html")) return { ok: answer.ok, html: await answer.text() };
  } catch {
    // no network: told below
  }
  return { ok: false, html: `<p>${LOST}</p>` };
}
