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
