// localStorage under the room's name, and that of the voice that writes (a scribe's page keeps its own). A browser that refuses it (private mode, full) still works until the page is closed.

const { code, voice } = document.body.dataset;
const prefix = `filon:${code}:${voice ? `${voice}:` : ""}`;
const memory = new Map();

export function load(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(prefix + name)) ?? memory.get(name) ?? otherwise;
  } catch {
    return memory.get(name) ?? otherwise;
  }
}

export function save(name, value) {
  memory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // kept in memory
  }
}
