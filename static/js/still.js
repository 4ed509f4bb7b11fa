// A calm image, for who is disturbed by what moves, or while somebody speaks: nothing flies, pages wait, and what is pushed shows
// every thirty seconds at most, or at once when the screen has something else to show. By this screen's key or by the console.

import { frozen } from "./freeze.js";
import { content, led } from "./led.js";
import { word } from "./words.js";

const EVERY = 30_000;
const mark = document.getElementById("calm");
let shown = 0; // when the image was last drawn
let image = subject(document.getElementById("screen-main").innerHTML); // what it was of
let [missed, asked] = [false, false];

function subject(html) {
  return html.match(/<div class="view [^>]*?( data-stage=[^>]*)/)?.[1];
}

export const calm = () => document.body.hasAttribute("data-calm");

export const quieten = () => set(!calm());

function set(on) {
  if (on === calm()) return;
  document.body.toggleAttribute("data-calm", on);
  mark.textContent = on ? word("calm") : "";
  [shown, missed] = [Date.now(), false];
  if (!on) document.dispatchEvent(new CustomEvent("filon:again"));
}

led("quiet", set);
document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  const pushed = content(event);
  if (!pushed || frozen()) return;
  const told = subject(pushed) ?? image;
  if (calm() && !asked && told === image) {
    missed = true;
    event.preventDefault();
    return;
  }
  [image, shown, missed, asked] = [told, Date.now(), false, false];
});

setInterval(() => {
  if (!calm() || !missed || frozen() || Date.now() - shown < EVERY) return;
  asked = true;
  document.dispatchEvent(new CustomEvent("filon:again"));
}, 1000);
