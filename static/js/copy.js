// Copy an address, print a page, and let short messages go after a while.

import { word } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return print();
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = document.createElement("textarea"); // plain HTTP has no clipboard
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const words = button.lastChild;
  const before = words.textContent;
  words.textContent = ` ${word("copied")}`;
  setTimeout(() => { words.textContent = before; }, 1500);
});

const toasts = document.getElementById("toast");
if (toasts) {
  let timer;
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => toasts.replaceChildren(), toasts.querySelector(".toast-undo") ? 10_000 : 5000);
  }).observe(toasts, { childList: true });
}
