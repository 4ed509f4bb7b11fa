// Copy an address, print a page, and let short messages go after a while.

import { word } from "./words.js";

const told = document.createElement("p"); // what was copied is also said aloud
told.className = "sr";
told.role = "status";
document.body.append(told);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return print();
  if (!await copied(button)) return;
  told.textContent = word("copied");
  const words = button.lastChild;
  const before = words.textContent;
  if (before === ` ${word("copied")}`) return;
  words.textContent = ` ${word("copied")}`;
  setTimeout(() => { words.textContent = before; told.textContent = ""; }, 1500);
});

async function copied(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    return true;
  } catch {
    return copiedByHand(button); // plain HTTP has no clipboard
  }
}

function copiedByHand(button) {
  const field = document.createElement("textarea");
  field.value = button.dataset.copy;
  button.after(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  button.focus();
  if (!done) selectShown(button);
  return done;
}

// What cannot be copied is selected, for Ctrl+C.
function selectShown(button) {
  const shown = [...document.querySelectorAll("a")].find((link) => link.textContent === button.dataset.copy);
  if (shown) getSelection().selectAllChildren(shown);
}

const toasts = document.getElementById("toast");
if (toasts) {
  let timer;
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => toasts.replaceChildren(), toasts.querySelector(".toast-undo") ? 10_000 : 5000);
  }).observe(toasts, { childList: true });
}
