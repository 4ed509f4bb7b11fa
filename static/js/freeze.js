// A frozen image, by this screen's key or by the console: what is pushed meanwhile is let go, and asked for again, whole, when the
// image thaws.

import { led } from "./led.js";
import { word } from "./words.js";

const mark = document.getElementById("frozen");

export const frozen = () => document.body.hasAttribute("data-frozen");
export const freeze = () => set(!frozen());

function set(on) {
  if (on === frozen()) return;
  document.body.toggleAttribute("data-frozen", on);
  mark.textContent = on ? word("frozen") : "";
  if (!on) document.dispatchEvent(new CustomEvent("filon:again"));
}

led("held", set);
document.addEventListener("htmx:ws:before:message:incoming", (event) => frozen() && event.preventDefault());
