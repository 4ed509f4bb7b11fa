// Dots: one request in flight, always the absolute number, with a revision that rises: repeating is harmless. They go in the order
// of the taps, so that a dot taken back is there to be placed elsewhere. What was tapped is kept until the server has said yes or
// no, even when its ballot has left the page meanwhile.

import { mint } from "./ids.js";
import { voice } from "./voice.js";
import { word } from "./words.js";

const closed = document.getElementsByClassName("not-asked");
const choices = new Map(); // "ballot/option" -> { dots, kept: the number acknowledged, rev, … } of what is on its way
let pumping = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dot]");
  if (!button) return;
  const option = button.closest("[data-option]");
  const ballot = option.closest("[data-ballot]");
  const dots = Number(option.dataset.dots) + Number(button.dataset.dot);
  if (dots < 0 || dots > Number(ballot.dataset.cap) || spent(ballot) + Number(button.dataset.dot) > Number(ballot.dataset.budget)) return;
  navigator.vibrate?.(8);
  choose(ballot, option, dots);
});

// A panel read anew shows what the server had: what is still on its way comes on top.
// A ballot kept for colleges opens to who has just said theirs: the server draws it.
document.addEventListener("htmx:after:swap", () => {
  for (const choice of choices.values()) show(choice);
  const college = document.getElementById("college")?.dataset.college ?? "";
  if (closed[0] && closed[0].dataset.college !== college) document.dispatchEvent(new CustomEvent("filon:may-vote"));
});

function choose(ballot, option, dots) {
  const name = `${ballot.dataset.ballot}/${option.dataset.option}`;
  const choice = choices.get(name) ?? {
    name, ballot: ballot.dataset.ballot, option: option.dataset.option, label: option.querySelector(".option-label").firstChild.textContent.trim(),
    kept: Number(option.dataset.dots), rev: Number(option.dataset.rev), counted: told(ballot, "counted"),
  };
  choice.dots = dots;
  choices.set(name, choice);
  show(choice);
  pump();
}

function show({ ballot, option, dots, rev }) {
  const shown = document.querySelector(`[data-ballot="${CSS.escape(ballot)}"] [data-option="${CSS.escape(option)}"]`);
  if (!shown) return;
  Object.assign(shown.dataset, { dots, rev });
  draw(shown.closest("[data-ballot]"));
}

const spent = (ballot) => [...ballot.querySelectorAll("[data-option]")].reduce((sum, one) => sum + Number(one.dataset.dots), 0);
// What the ballot says of so many dots, in the page's language.
const told = (ballot, about) => [...ballot.querySelector(`[data-words-${about}]`).content.children].map((one) => one.textContent);

function draw(ballot) {
  const { budget, cap } = ballot.dataset;
  const left = budget - spent(ballot);
  ballot.querySelector("[data-left]").textContent = told(ballot, "left")[Math.max(0, left)];
  ballot.querySelectorAll("[data-purse] .dot").forEach((dot, n) => dot.classList.toggle("used", n >= left));
  for (const option of ballot.querySelectorAll("[data-option]")) {
    const dots = Number(option.dataset.dots);
    option.querySelector("[data-count]").textContent = dots;
    option.querySelectorAll("[data-dots-shown] .dot").forEach((dot, n) => dot.classList.toggle("empty", n >= dots));
    option.querySelector('[data-dot="-1"]').ariaDisabled = dots === 0; // not `disabled`: a keyboard would lose its place
    option.querySelector('[data-dot="1"]').ariaDisabled = dots >= cap || left < 1;
  }
}

async function pump() {
  if (pumping) return;
  pumping = true;
  let pause = 800;
  while (choices.size) {
    const [choice] = choices.values();
    if (choice.sent !== choice.dots) choice.rev += 1; // the same number again keeps its revision: it may have been counted already
    choice.sent = choice.dots;
    const { body, refusal } = await put(choice);
    if (body || refusal) {
      pause = 800;
      say(choice, "");
      settle(choice, body, refusal);
    } else {
      say(choice, word("unsaved"));
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 1.7, 8000);
    }
  }
  pumping = false;
}

function settle(choice, body, refusal) {
  choices.delete(choice.name);
  if (body) Object.assign(choice, { kept: body.dots, rev: Math.max(choice.rev, body.rev) });
  if (body && choice.dots !== choice.sent) return choices.set(choice.name, choice); // tapped again meanwhile
  choice.dots = choice.kept;
  show(choice);
  if (refusal) refused(choice, refusal);
}

function say({ ballot }, sentence) {
  const error = document.querySelector(`[data-ballot="${CSS.escape(ballot)}"] .error`);
  if (!error) return;
  error.textContent = sentence;
  error.hidden = !sentence;
}

// Told above the page: the ballot may have left it.
function refused({ label, kept, counted }, sentence) {
  const toast = Object.assign(document.createElement("p"), { className: "toast toast-no", role: "alert" });
  toast.textContent = word("refused", { sentence, choice: label, counted: counted[kept] });
  document.getElementById("toast").replaceChildren(toast);
  document.dispatchEvent(new CustomEvent("filon:dots-refused"));
}

async function put({ ballot, option, rev, sent }) {
  try {
    const response = await fetch(`/r/${document.body.dataset.code}/ballots/${ballot}/dots/${option}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...voice },
      body: JSON.stringify({ dots: sent, rev, command: mint() }),
      signal: AbortSignal.timeout?.(10_000),
    });
    const body = await response.json();
    if (response.ok && body.option === option) return { body };
    if (body.error && !["too_fast", "overloaded", "room_frozen"].includes(body.error)) return { refusal: body.message };
  } catch {
    // no network: try again
  }
  return {};
}
