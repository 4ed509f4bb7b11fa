// The projector: full screen on F, a chart's figures on T (or the buttons), and a lamp that does not go out.

const button = document.getElementById("full");
const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());

button.hidden = !document.fullscreenEnabled;
button.addEventListener("click", toggle);

const tables = document.getElementById("tables");
const toggleTables = () => tables.setAttribute("aria-pressed", document.body.toggleAttribute("data-tables"));
tables.addEventListener("click", toggleTables);

const KEYS = { f: toggle, t: toggleTables };
addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) KEYS[event.key.toLowerCase()]?.();
});

let idle;
addEventListener("mousemove", () => {
  document.body.classList.remove("idle");
  clearTimeout(idle);
  idle = setTimeout(() => document.body.classList.add("idle"), 3000);
});
document.body.classList.add("idle");

const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => null);
document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
stayAwake();
