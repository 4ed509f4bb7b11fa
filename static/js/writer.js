// Scribe mode: whose card it is. « The same person » is said once, and holds until it is said otherwise.

import { counted, word } from "./words.js";

const { person, college } = document.getElementById("scribe").elements;
const badge = document.getElementById("person");
const known = new Map(); // the number of a person -> how many of their cards are entered, their college

/** What is told of whoever wrote a note. `last`: the next card may be theirs too. */
export function meet({ dataset }, last = false) {
  if (!dataset.person) return;
  known.set(dataset.person, { cards: Number(dataset.cards), college: dataset.college });
  if (last) person.value = dataset.person;
  tell();
}

/** The next cards are of this person, or no more. Returns what to say of it. */
export function join(number, checked) {
  if (!number) return word("no-person");
  person.value = Number(number);
  person.checked = checked;
  if (college) college.value = (checked && known.get(person.value)?.college) || "";
  tell();
  return checked ? badge.textContent : word("alone");
}

export function tell() {
  const number = person.value;
  const cards = known.get(number)?.cards;
  badge.textContent = cards ? counted("person", cards, { number }) : word("person-zero", { number });
  badge.hidden = !person.checked;
  person.closest("p").hidden = !number;
}

for (const note of document.querySelectorAll("#mine .note")) meet(note);
