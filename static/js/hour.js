// An hour of the day, by this machine's clock: « 14 h 05 ».

const { lang } = document.documentElement;
const time = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" });

export const hour = (at) => time.format(at).replace(":", lang === "fr" ? "\u00a0h\u00a0" : ":");
