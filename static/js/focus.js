// The keyboard's place outlives what replaces it: when what had the focus leaves the page, the focus goes to its like, else to the
// nearest region around it that is still there. Who points rather than types is left alone.

let held = null; // what has the focus, and where it stood
let behind = null; // the same, outside dialogs: what a dialog gives back to
let late = null;

addEventListener("pointerdown", forget, true);
addEventListener("keydown", ({ key }) => key === "Tab" && forget(), true); // it may leave for the browser's own bars

addEventListener("focusin", ({ target }) => {
  held = { node: target, sign: sign(target), regions: around(target) };
  if (!target.closest("dialog")) behind = held;
});

// What is hidden, or made inert, keeps the focus until the page is drawn.
new MutationObserver(() => {
  find();
  late ??= setTimeout(() => { late = null; find(); }, 60);
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["hidden", "open", "disabled"] });

function forget() {
  held = behind = null;
}

function there(one) {
  return one.isConnected && one.checkVisibility() && !one.disabled && !one.closest("[inert]");
}

function find() {
  const place = document.querySelector("dialog[open]") ? held : behind;
  if (!place || document.activeElement !== document.body) return;
  if (there(place.node)) return forget(); // left by a gesture, not taken away: the keyboard of a phone put down
  const full = (one) => one?.checkVisibility() && one.textContent.trim();
  const region = place.regions.map((id) => document.getElementById(id)).find(full) ?? document.querySelector("main");
  const like = [...region.querySelectorAll(place.sign.tag)].find((one) => one.checkVisibility() && !one.disabled && sign(one).said === place.sign.said);
  if (like) like.focus({ preventScroll: true });
  else enter(region);
}

function enter(region) {
  if (!region.hasAttribute("tabindex")) {
    region.tabIndex = -1;
    region.addEventListener("blur", () => region.removeAttribute("tabindex"), { once: true });
  }
  region.focus({ preventScroll: true });
}

function sign(one) {
  const typed = one.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  const said = [one.id, one.name, typed ? "" : one.value, one.dataset.act ?? one.getAttribute("aria-label") ?? one.textContent.trim()];
  return { tag: one.localName, said: typed ? said.slice(0, 2).join() : said.join() };
}

function around(one) {
  const regions = [];
  for (let region = one.parentElement; region; region = region.parentElement) if (region.id) regions.push(region.id);
  return regions;
}
