// What is wrong with how a page stands, measured: its landmarks and headings, sideways scroll, text too small, cut, out of sight or over other text, targets
// too small. `rules`: {width: of the window, least: px of text, fixed: whether the page must hold in its window, target: px}.
(rules) => {
  const faults = [];
  const page = document.documentElement;
  const say = (kind, element, more = "") => {
    const place = element.closest("[id]")?.id ?? "";
    const words = (element.innerText ?? element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 50);
    faults.push(`${kind}: ${element.localName}.${element.getAttribute("class") ?? ""} #${place} « ${words} » ${more}`);
  };
  const layer = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  // What is far down a phone's page has no place yet.
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const style = (element) => getComputedStyle(element);

  const mains = document.querySelectorAll("main");
  if (mains.length !== 1) faults.push(`landmarks: ${mains.length} main`);
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => one.checkVisibility() && !one.closest("dialog"));
  const levels = headings.map((one) => Number(one.localName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push(`headings: not one h1 in ${levels.join(" ")}`);
  if (levels.some((level, n) => level > (levels[n - 1] ?? 1) + 1)) faults.push(`headings: a level is skipped in ${levels.join(" ")}`);
  // A projector has nothing to skip: no one walks through it.
  const skip = document.querySelector("a[href], button, input, select, textarea, summary, [tabindex='0']");
  if (document.querySelector("body > header") && !rules.fixed && skip?.getAttribute("href") !== `#${mains[0]?.id}`) say("no skip link first", skip ?? page);

  // A phone shows the whole of a page too wide, smaller: its innerWidth grows.
  if (page.scrollWidth > rules.width + 1) faults.push(`sideways scroll: ${page.scrollWidth} in ${rules.width}`);
  if (rules.fixed && page.scrollHeight > innerHeight + 1) faults.push(`scroll: ${page.scrollHeight} in ${innerHeight}`);

  // Words for screen readers alone are out of sight on purpose.
  const unseen = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) if (style(one).clipPath !== "none") return true;
    return !seen(element);
  };
  // What its ancestors let show of a box; null when nothing.
  const shown = (element, box) => {
    let { left, top, right, bottom } = box;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const how = style(one);
      if (how.position === "fixed") break;
      if (how.overflowX === "visible" && how.overflowY === "visible") continue;
      const edge = one.getBoundingClientRect();
      if (how.overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (how.overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      if (right - left < 1 || bottom - top < 1) return null;
    }
    return { left, top, right, bottom };
  };
  const scrolls = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const how = style(one);
      if (/auto|scroll/.test(how.overflowX + how.overflowY)) return true;
    }
    return false;
  };
  const shortened = (element) => {
    for (let one = element; one && one !== layer; one = one.parentElement) {
      const how = style(one);
      if (how.textOverflow === "ellipsis" || how.webkitLineClamp !== "none") return true;
    }
    return false;
  };
  // What floats over the rest may cover it: only what shares a plane is compared.
  const plane = (element) => {
    if (rules.fixed) return layer;
    for (let one = element; one && one !== layer; one = one.parentElement) {
      if (/fixed|sticky/.test(style(one).position) || style(one).zIndex > 9) return one;
    }
    return layer;
  };

  const texts = [];
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("template, script, style, noscript, option, title") || unseen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    if (!boxes.length) continue;
    const drawn = element.getScreenCTM?.();
    const size = parseFloat(style(element).fontSize) * (drawn ? Math.hypot(drawn.a, drawn.b) : 1);
    if (boxes.some((box) => shown(element, box)) && size < rules.least - 0.05 && /\p{L}|\p{N}/u.test(node.textContent)) say("small text", element, `${size.toFixed(1)} px`);
    for (const box of boxes) {
      const part = shown(element, box);
      const [width, height] = part ? [part.right - part.left, part.bottom - part.top] : [0, 0];
      if ((width < box.width - 2 || height < box.height * 0.7) && !scrolls(element) && !shortened(element)) { say("cut text", element); break; }
      if (!part) continue;
      if (!scrolls(element) && (part.left < -1 || part.right > innerWidth + 1)) { say("out of the page", element); break; }
      if (rules.fixed && (part.top < -1 || part.bottom > innerHeight + 1)) { say("out of the screen", element); break; }
      const inset = (part.bottom - part.top) * 0.25;
      texts.push({ element, plane: plane(element), left: part.left + 1, right: part.right - 1, top: part.top + inset, bottom: part.bottom - inset });
    }
  }
  const crosses = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  texts.sort((a, b) => a.top - b.top);
  const told = new Set();
  for (let n = 0; n < texts.length; n++) {
    for (let m = n + 1; m < texts.length && texts[m].top < texts[n].bottom; m++) {
      const [a, b] = [texts[n], texts[m]];
      if (a.element === b.element || a.plane !== b.plane || !crosses(a, b) || told.has(a.element)) continue;
      told.add(a.element);
      say("over other text", a.element, `and « ${b.element.textContent.trim().slice(0, 40)} »`);
    }
  }

  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
  for (const control of layer.querySelectorAll(CONTROLS)) {
    if (unseen(control) || control.disabled) continue;
    let { width, height } = control.getBoundingClientRect();
    const label = control.matches("input") && (control.closest("label") ?? control.labels?.[0]);
    if (label) {
      const box = label.getBoundingClientRect();
      [width, height] = [Math.max(width, box.width), Math.max(height, box.height)];
    }
    if (width < 2 || height < 2) continue;
    const sentence = control.matches("a") && style(control).display === "inline";
    if (!sentence && Math.min(width, height) < rules.target - 0.5) say("small target", control, `${Math.round(width)}×${Math.round(height)}`);
  }
  return [...new Set(faults)];
}
