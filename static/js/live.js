// The page's socket: asks for what came after the last number seen, notices silence, tells the other modules what arrived.
// Everything it receives is a whole state of a region, so late, repeated or skipped messages are harmless.

const node = document.getElementById("live");
const link = document.getElementById("link");
const seen = { seq: Number(node.dataset.seq), epoch: node.dataset.epoch };
const SILENCE = 2.5 * 15_000;
let connection = null;
let heard = Date.now();
let fresh = heard; // when what the page shows was last known to be true
let grace = null;
let [wish, asked] = [0, 0]; // how many times the page wanted everything afresh, and when it last asked

document.addEventListener("htmx:ws:before:connection", (event) => {
  connection = event.detail.connection;
  asked = wish;
  const url = new URL(connection.url);
  url.searchParams.set("since", seen.seq);
  url.searchParams.set("epoch", seen.epoch);
  if (node.dataset.across) url.searchParams.set("across", node.dataset.across);
  if (node.dataset.turned) url.searchParams.set("page", node.dataset.turned);
  connection.url = url.href;
});

document.addEventListener("htmx:ws:after:connection", () => {
  heard = Date.now();
  trust();
  if (asked !== wish) reopen();
});

document.addEventListener("htmx:ws:close", doubt);
addEventListener("offline", doubt);

function trust() {
  clearTimeout(grace);
  grace = null;
  show("on");
}

function doubt() {
  grace ??= setTimeout(() => show("off"), 1500);
}

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  heard = fresh = Date.now();
  if (link.dataset.state === "off") trust();
  try {
    const { seq, epoch, now } = JSON.parse(event.detail.message.data);
    seen.seq = seq;
    seen.epoch = epoch;
    document.documentElement.dataset.clock = now - Date.now();
  } catch {
    event.preventDefault();
  }
});

document.addEventListener("htmx:ws:after:message:incoming", () => document.dispatchEvent(new CustomEvent("filon:pushed")));

// A region that this page does not show is not an error.
document.addEventListener("htmx:before:swap", (event) => {
  const tasks = event.detail.tasks;
  if (!tasks) return;
  for (let n = tasks.length - 1; n >= 0; n--) if (!tasks[n].target) tasks.splice(n, 1);
});

// Something on the page was read at an older number than what was pushed meanwhile: ask again from there.
document.addEventListener("filon:read", (event) => {
  if (event.detail.seq >= seen.seq) return;
  seen.seq = event.detail.seq;
  reopen();
});

// What the page shows is to be asked for again, whole.
document.addEventListener("filon:again", () => {
  wish += 1;
  seen.seq = 0;
  reopen();
});

addEventListener("online", reopen);
setInterval(() => {
  if (Date.now() - heard <= SILENCE || document.hidden) return;
  doubt();
  reopen();
}, 3000);

function reopen() {
  heard = Date.now();
  connection?.socket?.close();
}

function show(state) {
  link.dataset.heard = fresh;
  link.dataset.state = state;
  document.body.dataset.link = state;
  document.dispatchEvent(new CustomEvent("filon:link"));
}

// htmx may have read the page before its socket extension was there: read this node again, then connect.
htmx.process(node);
htmx.trigger(node, "ready", {}, false);

// What the first sight does without comes after it; what was lost on the way, when the network is back. Browsers may remember that
// an address failed: it is asked for at another. Once all is there, the page says so.
const awaited = new Set(node.dataset.later.split(" "));
const lost = new Set();

addEventListener("load", () => awaited.forEach((name) => bring(name)));
addEventListener("online", recover);
document.addEventListener("htmx:ws:after:connection", recover);

function bring(name, again = "") {
  return import(`./${name}.js${again}`).then(() => came(name), () => lost.add(name));
}

function came(name) {
  awaited.delete(name);
  document.body.toggleAttribute("data-ready", awaited.size === 0);
}

function recover() {
  const names = [...lost];
  lost.clear();
  for (const name of names) bring(name, `?again=${Date.now()}`);
}
