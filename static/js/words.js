// Sentences that scripts say: the page brings them in its language (`_words.html`), with {names} to fill in.

const plurals = new Intl.PluralRules(document.documentElement.lang);
const said = document.getElementById("words")?.content;

export function word(name, values = {}) {
  const text = said?.getElementById(`w-${name}`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The form of a counted sentence (`forms` of its page) that this number asks for. */
export const counted = (name, count) => word(`${name}-${plurals.select(count)}`, { count }) || word(`${name}-other`, { count });
