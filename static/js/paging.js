// A view of several pages turns by itself, unless somebody just did it or froze the image. A screen counts the pages it turned
// and tells the server as it asks for what comes next: other screens and the console's choice are left alone.

import { frozen } from "./freeze.js";

const EVERY = 20_000;
const node = document.getElementById("live");
const main = document.getElementById("screen-main");
let turned = 0;
let subject = about();
let since = Date.now();

const view = () => main.querySelector(".view");

function about() {
  const { view, gisement, pages, from } = main.querySelector(".view")?.dataset ?? {};
  return `${view} ${gisement} ${pages > 1} ${from}`;
}

export function turn(by) {
  const pages = Number(view()?.dataset.pages ?? 1);
  if (frozen() || pages < 2) return;
  ask((turned + by + pages) % pages);
}

function ask(page) {
  [turned, since] = [page, Date.now()];
  node.dataset.turned = page;
  document.dispatchEvent(new CustomEvent("filon:again"));
}

document.addEventListener("filon:pushed", () => {
  if (about() === subject) return;
  subject = about();
  since = Date.now();
  if (turned) ask(0);
});

setInterval(() => {
  if (frozen() || document.querySelector("dialog[open]")) since = Date.now();
  if (Date.now() - since >= EVERY) turn(1);
}, 1000);
