// A push redraws a wall under people's eyes: what they look at keeps its height on the page, what had the focus keeps it, what
// was unfolded stays open, and a proposal that is ready is told.

const card = document.querySelector(".wall-card");
const unfolded = new Set();
let before = null;
let told = document.querySelector("#console-proposal [data-say]")?.dataset.say;

const home = (row) => row.closest("section")?.id;

// Dialogs toggle too: those are left alone.
document.addEventListener("toggle", ({ target }) => {
  if (target.id && target.matches("details")) unfolded[target.open ? "add" : "delete"](target.id);
}, true);

document.addEventListener("htmx:ws:before:message:incoming", measure);

export function measure() {
  const focused = document.activeElement;
  const rows = [...card.querySelectorAll("[data-note]")].filter((row) => row.checkVisibility());
  const seen = rows.map((row) => ({ row, home: home(row), top: row.getBoundingClientRect().top }));
  const inView = seen.filter(({ top }) => top > 0 && top < innerHeight);
  const first = inView.find(({ row }) => row.contains(focused));
  before = { anchors: first ? [first, ...inView] : inView, key: key(focused), focused };
}

document.addEventListener("filon:pushed", () => {
  for (const id of unfolded) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  if (!before) return;
  const { anchors, key: wanted, focused } = before;
  const anchor = anchors.find(({ row, home: was }) => row.isConnected && home(row) === was);
  if (anchor) scrollBy({ top: anchor.row.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  if (wanted && document.activeElement !== focused) card.querySelector(wanted)?.focus({ preventScroll: true });
  before = null;
  const say = document.querySelector("#console-proposal [data-say]")?.dataset.say;
  if (say && say !== told) document.getElementById("arranged").textContent = say;
  told = say;
});

// How to find again what had the focus, when a push replaces it.
function key(element) {
  const row = element.closest?.("[data-note]");
  if (row) return `[data-note="${row.dataset.note}"] > ${element.matches(".pick") ? ".pick" : "button"}`;
  const drop = element.closest?.("#rail [data-drop]");
  return drop ? `#rail [data-drop="${drop.dataset.drop}"]` : null;
}
