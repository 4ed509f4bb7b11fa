// A frozen image: what is pushed meanwhile is let go, and asked for again, whole, when the image thaws.

import { word } from "./words.js";

const mark = document.getElementById("frozen");

export const frozen = () => document.body.hasAttribute("data-frozen");

export function freeze() {
  mark.textContent = document.body.toggleAttribute("data-frozen") ? word("frozen") : "";
  if (!frozen()) document.dispatchEvent(new CustomEvent("filon:again"));
}

document.addEventListener("htmx:ws:before:message:incoming", (event) => frozen() && event.preventDefault());
