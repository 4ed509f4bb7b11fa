// A promise that several people write in at once. Each field is sent by itself, after a pause and when it is left. What others
// write arrives in a hidden region beside the input: it is copied where nobody is typing, and shown beside what is being typed.

import { mint } from "./ids.js";
import { load, save as store } from "./store.js";
import { word } from "./words.js";

const { code, promise } = document.body.dataset;
const PAUSE = 1500;
const SAID = { sending: word("sending"), kept: word("kept"), waiting: word("kept-here"), elsewhere: word("elsewhere") };
const fields = [...document.querySelectorAll("form[data-field]")].map(begin);

// `base`: the room's words, of entry `since`; `from`: those that the input started from. `sent`: what this page sent last, `kept`
// once acknowledged. `held`: two versions are on the page, and nothing is sent before somebody chose.
function begin(form) {
  const input = form.elements.text;
  const region = document.getElementById(`value-${form.dataset.field}`);
  const one = { form, input, region, name: `promise:${promise}:${form.dataset.field}`, base: input.defaultValue, since: 0, pause: 800 };
  const left = load(one.name, null) ?? { text: input.value, base: one.base }; // typed before this script had come
  if (left.text !== one.base) {
    input.value = left.text;
    if (left.base === one.base) later(one, 0);
    else {
      one.from = left.base;
      choose(one, word("changed"), one.base, word("keep-mine"));
    }
  } else store(one.name, null);
  return one;
}

function told({ region }) {
  const span = region.querySelector("[data-since]");
  return span && { text: span.textContent, since: Number(span.dataset.since) };
}

const focused = (one) => document.activeElement === one.input;
const typed = (one) => one.input.value !== one.base && one.input.value !== one.kept;

function receive(one, { text, since }) {
  if (text === one.base) return Object.assign(one, { since });
  const mine = one.input.value;
  const said = typed(one) || mine === one.kept;
  const busy = focused(one) || typed(one);
  if (!one.held) one.from = one.base;
  Object.assign(one, { base: text, since });
  if (text === mine) {
    say(one, SAID.kept);
    return settle(one);
  }
  if (text === one.sent) return;
  if (busy) {
    choose(one, word("changed"), text, word("keep-mine"));
    return said && draft(one);
  }
  one.input.value = text;
  if (mine && mine === one.kept) choose(one, word("changed-yours"), mine, word("put-mine"));
  else say(one, SAID.elsewhere);
}

// Two versions: theirs or mine. Where the other one is already in the input, nothing waits for the choice.
function choose(one, why, other, mine) {
  const box = one.form.querySelector(".elsewhere");
  one.held = other === one.base;
  one.other = other;
  box.querySelector("[data-elsewhere]").textContent = why;
  box.querySelector("q").textContent = other || word("nothing");
  box.querySelector("[data-act=take]").textContent = one.held ? word("take") : word("fine");
  box.querySelector("[data-act=keep]").textContent = mine;
  box.hidden = false;
}

function settle(one) {
  one.form.querySelector(".elsewhere").hidden = true;
  one.held = false;
  store(one.name, null);
}

document.addEventListener("click", (event) => {
  const act = event.target.closest(".elsewhere [data-act]")?.dataset.act;
  if (!act) return;
  const one = fields.find(({ form }) => form === event.target.closest("form"));
  if (act === "take" && one.held) one.input.value = one.base;
  if (act === "keep" && !one.held) one.input.value = one.other;
  settle(one);
  if (act === "keep") save(one);
  one.input.focus();
});

const field = (event) => fields.find(({ input }) => input === event.target);

document.addEventListener("input", (event) => {
  const one = field(event);
  if (!one) return;
  say(one, "");
  if (one.input.value === one.base) return settle(one);
  keep(one, PAUSE);
});
document.addEventListener("change", (event) => field(event) && save(field(event)));
document.addEventListener("submit", (event) => {
  const one = fields.find(({ form }) => form === event.target);
  if (!one) return;
  event.preventDefault();
  save(one);
});

// What is typed outlives a reload, and so does the choice it waits for: its words then started from others than the room's.
function draft(one) {
  store(one.name, { text: one.input.value, base: one.held ? one.from : one.base });
}

function keep(one, pause) {
  draft(one);
  later(one, pause);
}

function later(one, pause) {
  clearTimeout(one.timer);
  one.timer = setTimeout(() => save(one), pause);
}

async function save(one) {
  clearTimeout(one.timer);
  if (one.busy || one.held || one.input.value === one.base) return;
  one.busy = true;
  if (one.sent !== one.input.value || one.kept === one.sent) one.command = mint(); // a retry is the same act
  one.sent = one.input.value;
  say(one, SAID.sending);
  const { status, answer } = await send(one);
  one.busy = false;
  if (status === "kept") acknowledged(one, answer);
  else if (status === "refused") say(one, answer.message, true);
  else {
    say(one, SAID.waiting, true);
    later(one, one.pause);
    one.pause = Math.min(one.pause * 1.7, 15_000);
  }
}

// What stands may be ours as the room keeps it, or what somebody wrote right after.
function acknowledged(one, answer) {
  one.pause = 800;
  one.kept = one.sent;
  say(one, SAID.kept);
  const ours = answer.text === one.sent || answer.since === answer.seq;
  if (ours && answer.since >= one.since) {
    Object.assign(one, { base: answer.text, since: answer.since });
    settle(one);
  } else if (!ours && answer.since > one.since) receive(one, answer);
  if (typed(one)) keep(one, PAUSE);
}

async function send(one) {
  try {
    const answer = await fetch(one.form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ command: one.command, field: one.form.dataset.field, text: one.sent }),
      signal: AbortSignal.timeout?.(12_000),
      keepalive: true,
    });
    const body = await answer.json();
    if (answer.ok) return { status: "kept", answer: body };
    if (body.error && !["too_fast", "overloaded", "room_frozen"].includes(body.error)) return { status: "refused", answer: body };
  } catch {
    // no network: kept here, tried again
  }
  return { status: "waiting" };
}

function say(one, words, bad = false) {
  const state = one.form.querySelector(".field-state");
  state.textContent = words;
  state.classList.toggle("error", bad);
}

function follow() {
  for (const one of fields) {
    const now = told(one);
    if (now) receive(one, now);
  }
}

document.addEventListener("filon:pushed", follow);
const flush = () => fields.filter(typed).forEach(save);
document.addEventListener("htmx:ws:after:connection", flush);
document.addEventListener("visibilitychange", flush);
addEventListener("online", flush);
follow(); // something may have been pushed before this ran
