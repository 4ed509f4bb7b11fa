import "./focus.js";

// A ballot that a chosen college opens is drawn by the server: the page is read again.
document.addEventListener("filon:may-vote", () => location.reload());

document.addEventListener("click", (event) => {
  const skip = event.target.closest("[data-act=skip-college]");
  if (skip) skip.closest("details").open = false;
});
