// The pass to the console: shown in a dialog, and gone from the page once it closes or is good no more.

const dialog = document.getElementById("share");
const body = document.getElementById("share-body");
let fading = null;

document.addEventListener("htmx:after:swap", () => {
  const life = body.querySelector("[data-life]")?.dataset.life;
  if (!life) return;
  clearTimeout(fading);
  fading = setTimeout(() => dialog.close(), Number(life) * 1000);
  if (!dialog.open) dialog.showModal();
});

dialog.addEventListener("close", () => {
  clearTimeout(fading);
  body.replaceChildren();
});
