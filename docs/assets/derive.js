// Small comforts; the pages read whole without this file.
(() => {
  "use strict";
  const stepsOf = (button) => document.getElementById(button.getAttribute("aria-controls")).querySelectorAll("details.step");

  // "Open every step" and "Close every step".
  for (const button of document.querySelectorAll("button[data-derive-toggle]")) {
    const label = () => {
      const all = [...stepsOf(button)].every((step) => step.open);
      button.textContent = all ? button.dataset.close : button.dataset.open;
      button.dataset.state = all ? "open" : "closed";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.dataset.state !== "open";
      for (const step of stepsOf(button)) step.open = open;
      label();
    });
    for (const step of stepsOf(button)) step.addEventListener("toggle", label);
    label();
  }

  // What is wider than its place can be moved by the keys. All are measured before any is changed, so that the
  // page is laid out once; what is not laid out yet, or is folded, tells the observer of its size when it is.
  const seen = new Set();
  const reach = (boxes) => {
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, k) => {
      if (wide[k] === box.hasAttribute("tabindex")) return;
      if (wide[k]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const sized = new ResizeObserver((entries) => {
    const boxes = entries.map(({ target }) => target);
    for (const box of boxes) seen.add(box);
    reach(boxes);
  });
  const rolling = ".math-display, .fact__row, .curve__formula, .md-typeset__scrollwrap, .md-typeset pre > code";
  addEventListener("load", () => { for (const box of document.querySelectorAll(rolling)) sized.observe(box); });
  document.fonts.addEventListener("loadingdone", () =>
    reach([...seen].filter((box) => !box.closest("details:not([open]), .part--later"))));

  // Parts far from the window are laid out once the reader has begun, or a while after the page has come (a screen
  // reader sees what is laid out), one by one, whenever there is time; and all at once for a picture of the whole
  // page, before which browsers tell of a new size that is the old one.
  const later = [...document.getElementsByClassName("part--later")];
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  const shown = (part) => part?.classList.remove("part--later");
  const next = () => {
    shown(later.shift());
    if (later.length) idle(next);
  };
  const begun = new AbortController();
  for (const sign of ["scroll", "pointermove", "keydown", "touchstart"])
    addEventListener(sign, () => begin(), { passive: true, signal: begun.signal });
  const begin = () => {
    if (!begun.signal.aborted) idle(next);
    begun.abort();
  };
  addEventListener("load", () => setTimeout(begin, 10_000));
  let size, calm;
  const still = () => { size = `${innerWidth} ${innerHeight}`; };
  addEventListener("resize", () => {
    if (size === `${innerWidth} ${innerHeight}`) later.splice(0).forEach(shown);
    clearTimeout(calm);
    calm = setTimeout(still, 300);
  });
  still();

  // A link to something inside a closed step opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // The dialog of the search has a name.
  const search = document.querySelector(".md-search[role=dialog]");
  search?.setAttribute("aria-label", search.querySelector("input").getAttribute("aria-label"));

  // The same page in another language is read on from the same place.
  for (const link of document.querySelectorAll(".md-select__link[hreflang]"))
    link.addEventListener("click", () => {
      link.hash = location.hash;
      link.search = location.search;
    });

  // What only some pages have is loaded where it is.
  for (const [mark, file] of [["[data-derive-curve]", "curve.js"], ["[data-derive-find]", "find.js"]])
    if (document.querySelector(mark)) import(`./${file}`);

  // Light, dark, or as the system is: kept as the theme keeps it, and set before this by a line in the page.
  const schemes = document.querySelector("[data-derive-scheme]");
  if (schemes) {
    const choices = [...schemes.querySelectorAll("input")], night = matchMedia("(prefers-color-scheme: dark)");
    const shown = (index, chosen) => {
      const of = (name) => choices[index].getAttribute(`data-md-color-${name}`);
      const own = of("media").includes(":") ? index : choices.findIndex((one) =>
        one.getAttribute("data-md-color-media").includes(night.matches ? ": dark" : ": light"));
      const scheme = choices[own].getAttribute("data-md-color-scheme");
      choices.forEach((one, k) => { one.nextElementSibling.hidden = k !== index; });
      document.documentElement.style.colorScheme = scheme === "slate" ? "dark" : "light";
      document.body.setAttribute("data-md-color-scheme", scheme);
      const color = { media: of("media"), scheme, primary: of("primary"), accent: of("accent") };
      if (chosen) __md_set("__palette", { index, color });
    };
    const kept = () => Math.min(__md_get("__palette")?.index ?? 0, choices.length - 1);
    choices.forEach((one, k) => one.addEventListener("change", () => shown(k, true)));
    schemes.addEventListener("keydown", ({ key, target }) => {
      if (key !== "Enter") return;
      const one = choices[(choices.indexOf(target) + 1) % choices.length];
      one.click();
      one.focus();
    });
    night.addEventListener("change", () => shown(kept(), false));
    shown(kept(), false);
  }

  // On paper every step is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const step of closed) step.open = true;
  });
  addEventListener("afterprint", () => {
    for (const step of closed) step.open = false;
  });
})();
