// The reveal: each row of a ranking appears so many milliseconds after its ballot was revealed, by the server's clock, so that
// every page is in time with the others. What is on the page when it opens, or is past, is shown at once.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const played = new WeakMap(); // row -> the moment it was made to appear at
const announced = new Set();
const now = () => Date.now() + Number(document.documentElement.dataset.clock);
const told = document.getElementById("told");

function rows(act) {
  for (const ranking of document.querySelectorAll("[data-reveal]")) {
    const at = Number(ranking.dataset.reveal);
    for (const row of ranking.querySelectorAll("[data-after]")) {
      const moment = at + Number(row.dataset.after);
      if (played.get(row) === moment) continue;
      played.set(row, moment);
      act(row, moment);
    }
    if (!announced.has(at)) {
      announced.add(at);
      const end = Math.max(...[...ranking.querySelectorAll("[data-after]")].map((row) => at + Number(row.dataset.after)));
      if (act === appear) begin(ranking, end - now());
    }
  }
}

function appear(row, moment) {
  const delay = moment - now();
  if (still.matches || "calm" in document.body.dataset) return;
  row.animate([{ opacity: 0, translate: "0 12px" }, { opacity: 1, translate: "none" }], { delay, duration: 400, easing: "ease-out", fill: "backwards" });
  for (const bar of row.querySelectorAll(".got, .bar-got")) {
    bar.animate([{ transform: "scaleX(0)" }, { transform: "none" }], { delay, duration: 700, easing: "ease-out", fill: "backwards" });
  }
}

// Once: a phone goes to the top of what replaced its ballot; the outcome is told aloud when the first place is there.
function begin(ranking, wait) {
  if (wait < 0) return;
  if (document.body.matches(".phone")) ranking.scrollIntoView({ block: "start", behavior: "instant" });
  setTimeout(() => (told.textContent = ranking.dataset.said), still.matches ? 0 : wait);
}

rows(() => {});
new MutationObserver(() => "clock" in document.documentElement.dataset && rows(appear)).observe(document.body, {
  childList: true, subtree: true, attributeFilter: ["data-reveal", "data-after"],
});
