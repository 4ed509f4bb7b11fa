// An act of this page: posted with an id minted here. The sentence that answers is shown for a moment; what changes comes
// back by the socket.

import { mint } from "./ids.js";
import { word } from "./words.js";

const { code } = document.body.dataset;
const toast = document.getElementById("toast");
const MOMENT = 6000;
const TO_UNDO = 10_000;
let fading = null;

// `values`: name -> value, or several. Resolves to { ok, refusal }: the code of the refusal, "" when there is none.
export async function post(path, values) {
  const body = new URLSearchParams({ command: mint() });
  for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) body.append(name, one);
  try {
    const headers = { Accept: "text/html", "HX-Request": "true" };
    const answer = await fetch(`/r/${code}/${path}`, { method: "POST", body, headers });
    if (!answer.headers.get("Content-Type").startsWith("text/html")) throw new Error(answer.status);
    toast.innerHTML = await answer.text();
    htmx.process(toast);
    return { ok: answer.ok, refusal: answer.headers.get("X-Filon-Refusal") ?? "" };
  } catch {
    warn(word("lost"));
    return { ok: false, refusal: "unreachable" };
  }
}

export function warn(sentence) {
  const told = Object.assign(document.createElement("p"), { className: "toast toast-no", textContent: sentence });
  told.role = "alert";
  toast.replaceChildren(told);
}

// Good news leaves by itself, a refusal stays until the next act.
new MutationObserver(() => {
  clearTimeout(fading);
  const moment = toast.querySelector(".toast-undo") ? TO_UNDO : MOMENT;
  if (toast.querySelector(".toast:not(.toast-no)")) fading = setTimeout(() => toast.replaceChildren(), moment);
}).observe(toast, { childList: true });
