// Joining the team of a promise: the list is pushed to everyone, what is one's own (« Mes équipes ») is read and posted here.

import { mint } from "./ids.js";
import { word } from "./words.js";

const dialog = document.getElementById("join");

document.addEventListener("click", (event) => {
  if (event.target.closest("#join [data-close]")) return dialog.close();
  const button = event.target.closest("[data-join]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const form = dialog.querySelector("form");
  form.reset();
  form.elements.promise.value = button.dataset.join;
  form.querySelector(".error").hidden = true;
  form.querySelector("[data-words]").textContent = button.closest("li").querySelector(".promise-text").textContent;
  dialog.showModal();
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("#join form, #teams form");
  if (!form) return;
  event.preventDefault();
  const error = (form.closest("#join") ? form : form.closest("#teams")).querySelector(".error");
  const refusal = await post(form.action, new URLSearchParams(new FormData(form, event.submitter)));
  error.hidden = !refusal;
  error.textContent = refusal;
  if (!refusal) dialog.close();
});

// Resolves to what went wrong, in words.
async function post(path, body) {
  body.set("command", mint());
  try {
    const answer = await fetch(path, { method: "POST", body, headers: { Accept: "text/html", "HX-Request": "true" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (!answer.ok) return fresh.textContent.trim() || word("lost");
    document.getElementById("teams").replaceWith(fresh.querySelector("#teams"));
    mark();
    return "";
  } catch {
    return word("lost");
  }
}

function mark() {
  const mine = new Set([...document.querySelectorAll("#teams [data-promise]")].map((one) => one.dataset.promise));
  for (const button of document.querySelectorAll("#promises [data-join]")) {
    const joined = mine.has(button.dataset.join);
    if ((button.getAttribute("aria-disabled") === "true") === joined) continue;
    button.setAttribute("aria-disabled", joined);
    button.lastChild.textContent = ` ${word(joined ? "in-team" : "join-team")}`;
  }
}

document.addEventListener("htmx:after:swap", mark);
mark();
