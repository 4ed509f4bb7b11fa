// The day told again: the section as it was at sixty moments, one a second. Who wants no motion, or calm, sees the last one.

import { calm } from "./still.js";
import { hour } from "./hour.js";

const dialog = document.getElementById("replay");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const EACH = 1000;
let playing = 0;

export async function replay() {
  if (dialog.open) return dialog.close();
  const answer = await fetch(dialog.dataset.from).catch(() => null);
  if (!answer?.ok || dialog.open) return;
  dialog.innerHTML = await answer.text();
  dialog.showModal();
  const film = dialog.querySelector("#film");
  if (film) play(JSON.parse(film.dataset.frames), parts(film));
}

// Their ids are those of the page below: here they are found once, and let go.
function parts(film) {
  const all = (which) => [...film.querySelectorAll(which)];
  const found = {
    seams: all("foreignObject[id^=seam-]"), rocks: all(".rock"), floor: film.querySelector(".bedrock"),
    notes: all(".seam-notes rect[id]").map((one) => [Number(one.id.slice(1)), one]),
    pressed: all(".pressed"), veins: all(".seam-notes path"),
  };
  for (const one of all("[id]")) one.removeAttribute("id");
  return found;
}

function play(frames, film) {
  let n = still.matches || calm() ? frames.length - 1 : 0;
  draw(frames[n], film, n === frames.length - 1);
  playing = setInterval(() => {
    if (n < frames.length - 1) draw(frames[++n], film, n === frames.length - 1);
  }, EACH);
}

function draw([at, seq, tops, floor, counts], film, whole) {
  dialog.querySelector("#replay-hour").textContent = hour(at);
  const move = (rock, y) => rock.setAttribute("transform", `translate(0 ${y})`);
  film.seams.forEach((seam, n) => {
    seam.setAttribute("y", `${tops[n] / 10}%`);
    seam.setAttribute("height", `${((tops[n + 1] ?? floor) - tops[n]) / 10}%`);
    move(film.rocks[n], tops[n]);
    tell(seam, counts[n]);
  });
  move(film.floor, floor);
  for (const [number, note] of film.notes) note.classList.toggle("to-come", number > seq);
  for (const one of [...film.pressed, ...film.veins]) one.classList.toggle("to-come", !whole);
}

function tell(seam, kinds) {
  const told = seam.querySelectorAll(".seam-counts > span");
  seam.querySelector(".seam-counts b").textContent = kinds.reduce((sum, one) => sum + one, 0);
  told.forEach((one, n) => (one.lastChild.textContent = kinds[n]));
}

dialog.addEventListener("close", () => {
  clearInterval(playing);
  dialog.replaceChildren();
});
