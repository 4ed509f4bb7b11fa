import "./focus.js";

// A ballot that a chosen college opens is drawn by the server; dots on their way to others stay.
document.addEventListener("filon:may-vote", () => {
  htmx.ajax("GET", location.pathname, { target: ".keep-votes", select: ".keep-votes", swap: "outerHTML" });
});

document.addEventListener("click", (event) => {
  const skip = event.target.closest("[data-act=skip-college]");
  if (skip) skip.closest("details").open = false;
});
