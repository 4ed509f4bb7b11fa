// For whom this page acts: its owner, or the person beside. Each request says so.

export const voice = document.body.dataset.voice === "neighbour" ? { "X-Filon-For": "neighbour" } : {};

document.addEventListener("htmx:config:request", (event) => Object.assign(event.detail.ctx.request.headers, voice));
