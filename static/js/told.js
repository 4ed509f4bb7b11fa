// What the projector shows, in words: asked for when it is opened, then again as the room goes on, at most every fifteen seconds.

const words = document.getElementById("on-screen");
const folded = words.closest("details");
const EVERY = 15_000;
let read = 0;
let waiting = null;

folded.addEventListener("toggle", () => folded.open && ask());
document.addEventListener("filon:pushed", () => {
  if (!folded.open || waiting) return;
  waiting = setTimeout(ask, Math.max(0, read + EVERY - Date.now()));
});

function ask() {
  clearTimeout(waiting);
  [waiting, read] = [null, Date.now()];
  htmx.ajax("GET", `/r/${document.body.dataset.code}/on-screen`, { target: words, swap: "innerMorph" });
}
