// Timers count by the server's clock: a phone's own may be minutes off.

import { word } from "./words.js";

const now = () => Date.now() + Number(document.documentElement.dataset.clock || 0);
// Live lists: a page of five hundred notes is not searched at each tick.
const [timers, drifts] = ["timer", "drift"].map((name) => document.getElementsByClassName(name));
const times = document.getElementsByTagName("time");

function tick() {
  for (const timer of timers) {
    const left = timer.dataset.endsAt ? timer.dataset.endsAt - now() : Number(timer.dataset.left);
    const step = "calm" in document.body.dataset ? 30 : 1; // a calm image does not tick
    const seconds = step * Math.round(Math.abs(left) / 1000 / step);
    const text = `${left < -999 ? "+" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (timer.textContent !== text) timer.textContent = text;
    timer.classList.toggle("over", left < 0);
    timer.classList.toggle("stopped", !timer.dataset.endsAt);
  }
  for (const drift of drifts) {
    const late = Number(drift.dataset.drift) + Math.max(0, Math.floor((now() - drift.dataset.due) / 60_000));
    const text = late > 0 ? word("late", { minutes: late }) : late < 0 ? word("early", { minutes: -late }) : word("on-time");
    if (drift.textContent !== text) drift.textContent = text;
    drift.classList.toggle("late", late > 0);
  }
}

// A moment is told by the reader's own clock and time zone.
const { lang } = document.documentElement;
let told = null; // made when there is a moment to tell: it costs a phone more than the rest of this module

function moments() {
  for (const time of times) {
    if (!("moment" in time.dataset)) continue;
    told ??= new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const text = told.format(new Date(time.dateTime)).replace(":", lang === "fr" ? "\u00a0h\u00a0" : ":");
    if (time.textContent !== text) time.textContent = text;
  }
}

tick();
moments();
setInterval(tick, 500);
document.addEventListener("htmx:after:swap", () => { tick(); moments(); });
