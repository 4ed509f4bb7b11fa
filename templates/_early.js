// A tap before the page's scripts have come is kept, and done as soon as they are here: on a slow network, buttons are seen before.
// In the page itself, at the hash that the policy of shield.py lets through: a file would come too late, or have the page wait.
{
  const kept = new Set();

  function keep(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.ariaBusy = true;
    kept.add(button);
  }

  function give() {
    document.removeEventListener("click", keep, true);
    for (const button of kept) {
      button.ariaBusy = null;
      button.click();
    }
  }

  document.addEventListener("click", keep, true);
  // Behind what the scripts left for a moment later when they ran.
  document.addEventListener("DOMContentLoaded", () => setTimeout(give));
}
