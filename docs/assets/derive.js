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

  // A link to something inside a closed step opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // What is wider than its place can be moved by the keys; the dialog of the search has a name.
  const rolling = ".math-display, .fact__row, .curve__formula, .md-typeset__scrollwrap, .md-typeset pre > code";
  const reach = (boxes) => {  // all are measured before any is changed, so that the page is laid out once
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, k) => {
      if (wide[k] === box.hasAttribute("tabindex")) return;
      if (wide[k]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const sized = new ResizeObserver((entries) => reach(entries.map(({ target }) => target)));
  addEventListener("load", () => { for (const box of document.querySelectorAll(rolling)) sized.observe(box); });
  document.fonts.addEventListener("loadingdone", () => reach([...document.querySelectorAll(rolling)]));
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
