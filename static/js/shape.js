// How wide the image is, in hundredths of its shorter side: told to the server, which draws charts as wide as that. A page is drawn
// for 16:9 when it opens, and asked for again when the screen has another shape.

const node = document.getElementById("live");

function tell() {
  const across = String(Math.round((100 * innerWidth) / Math.min(innerWidth, innerHeight)));
  if (across === (node.dataset.across ?? "178")) return;
  node.dataset.across = across;
  document.dispatchEvent(new CustomEvent("filon:again"));
}

let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(tell, 300);
});
tell();
