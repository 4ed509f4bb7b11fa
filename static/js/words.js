// Sentences that scripts say: the page brings them in its language (`_words.html`), with {names} to fill in.

let plurals = null; // made when something is counted
const said = document.getElementById("words")?.content;

// Where one reads from right to left, a value is isolated: laid out by its own letters (FSI … PDI, as `isolated` of server/i18n.py).
const isolated = (value) => (typeof value === "string" && value && document.documentElement.dir === "rtl" ? `\u2068${value}\u2069` : value);

export function word(name, values = {}) {
  const text = said?.getElementById(`w-${name}`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => isolated(values[key]) ?? whole);
}

// A sentence that changes with a count: the page brings one for each form of its language, `name-one`, `name-other`…
export function counted(name, count, values = {}) {
  plurals ??= new Intl.PluralRules(document.documentElement.lang || "fr");
  const form = said?.getElementById(`w-${name}-${plurals.select(count)}`) ? plurals.select(count) : "other";
  return word(`${name}-${form}`, { count, ...values });
}
