// What the console asks of every projector: told in a hidden region of what is pushed, done when it is asked or lifted.

const HELD = document.getElementById("screen-held").innerHTML;

/** What a message brings to the page; nothing when it is not one of ours. */
export function content(event) {
  try {
    return JSON.parse(event.detail.message.data).content ?? "";
  } catch {
    return "";
  }
}

/** Call `set` with whether `data-<name>` is asked, now if it is, then at each change: a key of this screen lasts in between. */
export function led(name, set) {
  // What people write is escaped: the attribute is only ever the server's.
  const asked = (html) => html.match(`data-${name}="(yes|no)"`)?.[1];
  let told = asked(HELD);
  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    const now = asked(content(event));
    if (!now || now === told) return;
    told = now;
    set(now === "yes");
  });
  if (told === "yes") set(true);
}
