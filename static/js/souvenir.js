// A ballot that a chosen college opens is drawn by the server: the page is read again.

document.addEventListener("filon:may-vote", () => location.reload());
