// A page behind a key: the key rides in the address's fragment, which browsers never send, and is exchanged for a cookie.

const main = document.getElementById("key");
const key = decodeURIComponent(location.hash.slice(1));

async function exchange() {
  if (!key) return refused();
  const response = await fetch(`/r/${main.dataset.code}/key`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ key }),
  }).catch(() => null);
  if (!response?.ok) return refused();
  const tried = sessionStorage.getItem("filon:tried") === location.href;
  if (tried) return refused(); // a good key for another page: do not turn in circles
  sessionStorage.setItem("filon:tried", location.href);
  location.replace(location.pathname + location.search);
}

function refused() {
  main.querySelector('[data-when="waiting"]').hidden = true;
  main.querySelector('[data-when="refused"]').hidden = false;
}

exchange();
