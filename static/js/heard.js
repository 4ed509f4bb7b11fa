// What became of a note is said aloud once (its line in the list is drawn again at each push: it is silent), and which gisement is
// in view when keys or taps change it.

const told = document.getElementById("told");
const MOMENT = 4000;
let fading = null;

document.addEventListener("filon:received", ({ detail: { note, away } }) => {
  if (!away) say(document.querySelector(`#note-${CSS.escape(note)} [data-state]`)?.textContent); // else kept.js counts them
});
document.addEventListener("filon:refused", ({ detail }) => say(detail.message));
document.addEventListener("filon:looked", () => {
  const pager = document.activeElement.closest(".pager");
  if (pager) say(pager.querySelector(".seam:not([inert]) .seam-title").textContent);
});

// Then nothing: the same words again would not be read.
function say(words = "") {
  clearTimeout(fading);
  told.textContent = words.trim();
  fading = setTimeout(() => (told.textContent = ""), MOMENT);
}
