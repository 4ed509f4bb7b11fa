// Reads aloud what this page asks, and the notes that are open on it, each in its language; a second tap stops. What is not
// marked is in the page's language, but notes: they are in the room's.

import { word } from "./words.js";

const button = document.querySelector("[data-aloud]");
const label = button.querySelector("span");
const voice = window.speechSynthesis;
const READ = "#now :is(.now-title, .now-text), #panel :is(.seam-title, .seam-question, .option-label, .big), #panel .feed .note-text";

button.parentElement.toggleAttribute("data-on", Boolean(voice));
button.addEventListener("click", () => (button.ariaPressed === "true" ? stop() : start()));
addEventListener("pagehide", stop);

function start() {
  const pieces = shown();
  for (const piece of pieces) {
    const said = new SpeechSynthesisUtterance(piece.textContent.trim());
    const marked = piece.querySelector("[lang]") ?? piece.closest("[lang]:not(html)");
    said.lang = marked?.lang ?? (piece.matches(".note-text") ? button.dataset.aloud : document.documentElement.lang);
    if (piece === pieces.at(-1)) said.onend = stop;
    voice.speak(said);
  }
  show(pieces.length > 0);
}

function stop() {
  voice?.cancel();
  show(false);
}

function show(speaking) {
  button.ariaPressed = String(speaking);
  label.textContent = word(speaking ? "hush" : "listen");
}

// What can be seen; of the gisements side by side, the one that is worked on.
function shown() {
  const here = document.querySelector("#panel .feed:not([hidden])")?.dataset.gisement;
  const elsewhere = (one) => one.closest(".seam") && one.closest(".seam").dataset.gisement !== here;
  const read = [...document.querySelectorAll(READ)].filter((one) => one.getClientRects().length && !elsewhere(one));
  return read.flatMap((one) => { // a note in another language, then its line in French
    const tongues = [...one.querySelectorAll("[lang]")];
    return tongues.length ? tongues : [one];
  });
}
