// Without a network, how many notes this phone keeps; once it is back, how many of them have left.

import { counted, word } from "./words.js";

const line = document.querySelector("#kept p");
const MOMENT = 6000;
let sent = 0;
let fading = null;

document.addEventListener("filon:received", ({ detail }) => (sent += detail.away ? 1 : 0));

document.addEventListener("filon:outbox", ({ detail: { kept, online } }) => {
  if (!online && (kept || !sent)) return say("away", kept ? counted("away", kept) : word("away"));
  if (!sent || kept) return sent || fading ? undefined : say("");
  say("sent", counted("sent", sent));
  sent = 0;
  fading = setTimeout(() => say(""), MOMENT);
});

function say(when, words = "") {
  clearTimeout(fading);
  fading = null;
  if (line.hidden && !words) return;
  line.hidden = !words;
  line.className = when;
  for (const icon of line.querySelectorAll("[data-when]")) icon.hidden = icon.dataset.when !== when;
  const told = line.querySelector("[data-words]");
  if (told.textContent !== words) told.textContent = words;
}
