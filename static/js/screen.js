// The projector: full screen on F (or the button), and a lamp that does not go out.

const button = document.getElementById("full");
const toggle = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());

button.hidden = !document.fullscreenEnabled;
button.addEventListener("click", toggle);
addEventListener("keydown", (event) => {
  if (event.key === "f" && !event.ctrlKey && !event.metaKey) toggle();
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
