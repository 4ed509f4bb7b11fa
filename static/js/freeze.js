// A frozen image, by this screen's key or by the console: what is pushed meanwhile is let go, and asked for again, whole, when the
// image thaws.

import { word } from "./words.js";

const mark = document.getElementById("frozen");
let told = held(document.getElementById("screen-held").innerHTML);

export const frozen = () => document.body.hasAttribute("data-frozen");
export const freeze = () => set(!frozen());

function set(on) {
  if (on === frozen()) return;
  document.body.toggleAttribute("data-frozen", on);
  mark.textContent = on ? word("frozen") : "";
  if (!on) document.dispatchEvent(new CustomEvent("filon:again"));
}

// What people write is escaped: the attribute is only ever the server's.
function held(html) {
  return /data-held="(yes|no)"/.exec(html)?.[1] ?? null;
}

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  if (event.defaultPrevented) return;
  const now = held(JSON.parse(event.detail.message.data).content ?? "");
  if (now && now !== told) {
    told = now;
    set(now === "yes");
  }
  if (frozen()) event.preventDefault();
});

if (told === "yes") set(true);
