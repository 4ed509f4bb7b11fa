// Sentences that scripts say: the page brings them in its language (`_words.html`), with {names} to fill in.

const said = document.getElementById("words")?.content;

export function word(name, values = {}) {
  const text = said?.getElementById(`w-${name}`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
