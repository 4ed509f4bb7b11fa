// Dots: one request in flight per option, always the absolute number, with a revision that rises: repeating is harmless.

import { mint } from "./ids.js";

const flights = new Map();
let chosen = Boolean(document.querySelector("#college.chosen"));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dot]");
  if (!button) return;
  const option = button.closest("[data-option]");
  const ballot = option.closest("[data-ballot]");
  const dots = Number(option.dataset.dots) + Number(button.dataset.dot);
  if (dots < 0 || dots > Number(ballot.dataset.cap) || spent(ballot) + Number(button.dataset.dot) > Number(ballot.dataset.budget)) return;
  option.dataset.dots = dots;
  navigator.vibrate?.(8);
  draw(ballot);
  send(ballot, option);
});

const spent = (ballot) => [...ballot.querySelectorAll("[data-option]")].reduce((sum, one) => sum + Number(one.dataset.dots), 0);

function draw(ballot) {
  const { budget, cap } = ballot.dataset;
  const left = budget - spent(ballot);
  ballot.querySelector("[data-left]").textContent = `${left} ${left < 2 ? "point" : "points"} à placer`;
  ballot.querySelectorAll("[data-purse] .dot").forEach((dot, n) => dot.classList.toggle("used", n >= left));
  for (const option of ballot.querySelectorAll("[data-option]")) {
    const dots = Number(option.dataset.dots);
    option.querySelector("[data-count]").textContent = dots;
    option.querySelectorAll("[data-dots-shown] .dot").forEach((dot, n) => dot.classList.toggle("empty", n >= dots));
    option.querySelector('[data-dot="-1"]').disabled = dots === 0;
    option.querySelector('[data-dot="1"]').disabled = dots >= cap || left < 1;
  }
}

async function send(ballot, option) {
  if (flights.get(option.id)) return;
  flights.set(option.id, true);
  const error = ballot.querySelector(".error");
  let sent = null;
  let pause = 800;
  while (sent !== option.dataset.dots && option.isConnected) {
    sent = option.dataset.dots;
    const rev = Number(option.dataset.rev) + 1;
    const answer = await put(ballot.dataset.ballot, option.dataset.option, sent, rev);
    if (answer.ok) {
      option.dataset.rev = Math.max(rev, answer.body.rev);
      error.hidden = true;
    } else if (answer.refused) {
      error.textContent = answer.refused;
      error.hidden = false;
      document.dispatchEvent(new CustomEvent("filon:dots-refused"));
      option.dataset.dots = answer.dots ?? 0;
      draw(ballot);
      break;
    } else {
      error.textContent = "Pas encore enregistré : nouvel essai dès que le réseau revient.";
      error.hidden = false;
      sent = null;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 1.7, 8000);
    }
  }
  flights.delete(option.id);
}

async function put(ballot, option, dots, rev) {
  try {
    const response = await fetch(`/r/${document.body.dataset.code}/ballots/${ballot}/dots/${option}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ dots: Number(dots), rev, command: mint() }),
      signal: AbortSignal.timeout?.(10_000),
    });
    const body = await response.json();
    if (response.ok && body.option === option) return { ok: true, body };
    if (body.error && !["too_fast", "overloaded"].includes(body.error)) return { refused: body.message, dots: 0 };
  } catch {
    // no network: try again
  }
  return {};
}

// Once a college is chosen, a ballot kept for it opens: whoever draws the ballot reads it again.
document.addEventListener("htmx:after:swap", () => {
  const before = chosen;
  chosen = Boolean(document.querySelector("#college.chosen"));
  if (chosen && !before && document.querySelector(".not-asked")) document.dispatchEvent(new CustomEvent("filon:may-vote"));
});
