// The table that sorts and filters, two functions side by side, and copying: the pages read without this file.
(() => {
  "use strict";

  // ---- Copy ---------------------------------------------------------------------------------------
  const prepare = (root) => {
    for (const button of root.querySelectorAll("button[data-derive-copy]")) {
      const label = button.textContent;
      button.hidden = false;
      button.addEventListener("click", async () => {
        const code = button.parentElement.querySelector("code");
        try {
          await navigator.clipboard.writeText(code.textContent.trim());
          button.textContent = button.dataset.done;
          setTimeout(() => { button.textContent = label; }, 2000);
        } catch {  // no right to the clipboard: the text is selected, ready to be copied
          getSelection().selectAllChildren(code);
        }
      });
    }
  };
  prepare(document);

  // ---- A table that sorts and filters -------------------------------------------------------------
  const explore = (box) => {
    const table = box.querySelector("table"), form = box.querySelector("form"), output = form.querySelector("output");
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    const valueOf = (row, column) => {
      const cell = row.cells[column], ranked = cell.querySelector("[data-rank]");
      const text = ranked ? ranked.dataset.rank : cell.textContent.trim();
      return text === "" ? null : text !== "1e999" && text !== "-1e999" && isNaN(text) ? text.toLowerCase() : Number(text);
    };
    const compare = (a, b) =>
      typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
    const sort = (column, way) => {
      const keyed = rows.map((row, place) => [valueOf(row, column), place, row]);
      keyed.sort(([a, i], [b, j]) =>  // what has no value stays at the end
        a === null || b === null ? (a === null) - (b === null) || i - j : way * compare(a, b) || i - j);
      body.append(...keyed.map(([, , row]) => row));
      heads.forEach((head, k) => {
        if (k === column) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      });
    };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending" ? -1 : 1));
    });
    const filter = () => {
      const wanted = [...form.querySelectorAll("input[name=flag]:checked")].map((input) => input.value);
      const name = form.elements.name.value.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        const flags = row.querySelector("[data-flags]").dataset.flags.split(" ");
        row.hidden = !(wanted.every((flag) => flags.includes(flag)) && row.cells[0].textContent.toLowerCase().includes(name));
        shown += !row.hidden;
      }
      output.textContent = `${shown} ${output.dataset.of} ${rows.length} ${output.dataset.shown}`;
    };
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    filter();
  };
  for (const box of document.querySelectorAll("[data-derive-explore]")) explore(box);

  // ---- Two functions side by side: what is shown is taken from their own pages --------------------
  const side = async (slug) => {
    const address = new URL(`../../activations/${slug}/`, location.href);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const link of page.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address);
    const glance = page.querySelector("#glance")?.closest("h2");
    const table = glance?.nextElementSibling.querySelector("table");
    const facts = new Map();
    for (const row of table?.querySelectorAll("tbody tr") ?? [])
      facts.set(row.cells[0].querySelector("a").textContent.trim(), [[...row.cells[1].childNodes], [...row.cells[0].querySelectorAll(".badge")]]);
    const definition = page.querySelector("#definition")?.closest("h2").nextElementSibling.querySelector(".math-display");
    const title = document.createElement("a");
    title.href = address;
    title.textContent = page.querySelector("h1").firstChild.textContent.trim();
    const figures = [...page.querySelectorAll(".plots figure")].slice(0, 2);
    for (const figure of figures) figure.classList.remove("part--later");  // here they are what one came for
    return { title, definition, facts, figures };
  };
  const shownIn = (sides) => {
    const table = document.createElement("table");
    table.className = "table";
    const line = (head, parts) => {
      const row = table.insertRow(), cell = document.createElement("th");
      cell.scope = "row";
      cell.textContent = head;
      row.append(cell);
      for (const part of parts) row.insertCell().append(...part);
    };
    line("", sides.map((one) => [one.title]));
    line("", sides.map((one) => (one.definition ? [one.definition] : [])));
    line("", sides.map((one) => one.figures));
    const names = new Set(sides.flatMap((one) => [...one.facts.keys()]));
    for (const name of names)
      line(name, sides.map((one) => {
        const found = one.facts.get(name);
        return found ? [...found[0], " ", ...found[1]] : ["–"];
      }));
    return table;
  };
  for (const box of document.querySelectorAll("[data-derive-pair]")) {
    const form = box.querySelector("form"), shown = box.querySelector(".pair__shown");
    const [a, b] = [form.elements.a, form.elements.b];
    const asked = new URLSearchParams(location.search);
    const has = (slug) => [...a.options].some((option) => option.value === slug);
    a.value = has(asked.get("a")) ? asked.get("a") : has("relu") ? "relu" : a.options[0].value;
    b.value = has(asked.get("b")) ? asked.get("b") : has("silu") ? "silu" : b.options[b.options.length - 1].value;
    let turn = 0;
    const show = async () => {
      const mine = ++turn;
      history.replaceState(null, "", `?a=${a.value}&b=${b.value}`);
      let content;
      try {
        content = shownIn(await Promise.all([side(a.value), side(b.value)]));
      } catch {
        content = box.dataset.failed;
      }
      if (mine === turn) shown.replaceChildren(content);
    };
    form.hidden = false;
    form.addEventListener("change", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("[data-swap]").addEventListener("click", () => {
      [a.value, b.value] = [b.value, a.value];
      show();
    });
    show();
  }
})();
