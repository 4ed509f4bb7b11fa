// The message of the moment: shown until it is closed on this phone; one for other colleges stays out of sight.

import { hour } from "./hour.js";
import { load, save } from "./store.js";

const place = document.getElementById("message");
const card = () => place.querySelector("[data-message]");

function show() {
  const one = card();
  if (!one) return;
  const { message, colleges, at } = one.dataset;
  const mine = document.getElementById("college")?.dataset.college;
  one.hidden = load("message-seen", "") === message || (colleges !== "" && !colleges.split(" ").includes(mine));
  const told = hour(Number(at));
  const time = one.querySelector("time");
  if (time.textContent !== told) time.textContent = told;
}

place.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-seen]")) return;
  save("message-seen", card().dataset.message);
  show();
});

document.addEventListener("htmx:after:swap", show);
show();
