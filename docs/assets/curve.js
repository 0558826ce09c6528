// Curves that one touches: f, f' and f'' read off by pointer, finger or arrow keys, sliders for parameters, and a
// second function beside the first. The page stands without this file: then the figure stays what it is.
const START = -8, STOP = 8, STEP = 0.05, NEAR = 1e-9, BESIDE = 1e-4, SVG = "http://www.w3.org/2000/svg";
const PRIMES = ["", "′", "″"];
const PAD = { left: 38, right: 12, top: 12, bottom: 24 };

const made = (tag, attributes = {}, text = "") => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};
const trim = (v, digits) => String(Number(v.toPrecision(digits))).replace("-", "−");
const shown = (v, digits = 7) => (Math.abs(v) < 1e-300 ? "0" : Number.isFinite(v) ? trim(v, digits) : "–");
const same = (a, b) => Math.abs(a - b) <= 1e-12 * (1 + Math.abs(a));

// ---- One function with values for its parameters --------------------------------------------------
export class Curve {
  constructor(data) { this.data = data; this.p = [...data.defaults]; }
  get atDefaults() { return this.p.every((v, i) => v === this.data.defaults[i]); }
  get orders() { return this.data.f.length; }
  value(order, x) { return this.data.f[order](x, this.p); }
  seams() {
    return this.data.seams(this.p).filter(([at]) => at > START && at < STOP).sort((a, b) => a[0] - b[0]);
  }
  // From the left, there, from the right: exact where pieces meet, and the value three times elsewhere.
  sides(order, x) {
    const seam = this.seams().find(([at]) => same(at, x));
    if (!seam) return Array(3).fill(this.value(order, x));
    const [left, value, right] = seam.slice(1 + 3 * order, 4 + 3 * order);
    const torn = order > 0 && Number.isNaN(this.sides(order - 1, x)[1]);
    const own = order === 0 && Number.isNaN(value) ? this.value(0, x) : value;
    return [left ?? NaN, torn ? NaN : own ?? NaN, right ?? NaN];
  }
  // The connected pieces of a curve, each a list of points.
  pieces(order, count) {
    const out = [], cuts = [START, ...this.seams().map(([at]) => at), STOP];
    let piece = [];
    const end = () => { if (piece.length) out.push(piece); piece = []; };
    const put = (x, y) => (Number.isFinite(y) ? piece.push([x, y]) : end());
    for (let k = 1; k < cuts.length; k++) {
      const [a, b] = [cuts[k - 1], cuts[k]], n = Math.max(2, Math.ceil((count * (b - a)) / (STOP - START)));
      // Where the exact value is not known: not nearer than BESIDE, where sin x / x³ and the like lose all digits.
      const edge = (x, side) => {
        const exact = k > 1 && side > 0 || k < cuts.length - 1 && side < 0 ? this.sides(order, x)[side > 0 ? 2 : 0] : NaN;
        return Number.isNaN(exact) ? this.value(order, x + side * BESIDE) : exact;
      };
      const first = edge(a, 1), last = piece.at(-1);
      if (last && !same(last[1], first)) end();
      put(a, first);
      for (let i = 1; i < n; i++) put(a + ((b - a) * i) / n, this.value(order, a + ((b - a) * i) / n));
      put(b, edge(b, -1));
      if (k < cuts.length - 1 && !same(this.sides(order, b)[1], piece.at(-1)?.[1])) end();  // a hole
    }
    end();
    return out;
  }
  // What is marked: corners, ends of pieces, and the landmarks proved for the defaults.
  marks(words) {
    const out = [];
    for (const [at] of this.seams())
      for (let n = 0; n < this.orders; n++) {
        const [left, value, right] = this.sides(n, at), ends = [left, right].filter(Number.isFinite);
        if (ends.length === 2 && same(left, right) && same(left, value)) {
          const [l, , r] = this.orders > n + 1 ? this.sides(n + 1, at) : [];
          const bent = Number.isFinite(l + r) && !same(l, r);
          if (n === 0) out.push({ n, x: at, y: bent ? value : NaN, kind: bent ? "kink" : "seam", label: `x = ${shown(at, 4)}` });
          continue;
        }
        for (const y of new Set(ends)) if (!same(y, value)) out.push({ n, x: at, y, kind: "open" });
        if (Number.isFinite(value)) out.push({ n, x: at, y: value, kind: "closed" });
        if (n === 0 && ends.length) out.push({ n, x: at, y: NaN, kind: "jump", label: `x = ${shown(at, 4)}` });
      }
    if (this.atDefaults) for (const [n, x, y, kind, label] of this.data.marks) if (Math.abs(x) < STOP) out.push({ n, x, y, kind, label });
    for (const mark of out) mark.label ||= `x ${Number.isInteger(mark.x) ? "=" : "≈"} ${shown(mark.x, 4)}`;
    for (const mark of out) mark.said = words[mark.kind] && `${words[mark.kind]}${mark.n ? ` (f${PRIMES[mark.n]})` : ""} ${mark.label}`;
    return out;
  }
  // The formula with the values in the place of the parameters.
  formula() {
    const math = new DOMParser().parseFromString(this.data.formula, "text/html").querySelector("math");
    for (const place of math.querySelectorAll("[data-p]")) {
      const v = this.p[place.dataset.p];
      let before = place.previousElementSibling;
      while (before?.localName === "mspace") before = before.previousElementSibling;
      let after = place.nextElementSibling;
      while (after && (after.localName === "mspace" || after.textContent === "\u2062")) after = after.nextElementSibling;
      const factor = after && (after.localName !== "mo" || after.textContent === "(") && before?.textContent !== "/";
      place.textContent = v === 1 && factor ? "" : v < 0 ? `(${shown(v, 4)})` : shown(v, 4);  // 1x is x
      if (before?.localName === "mn" && place.textContent) before.textContent += " ⋅ ";
    }
    return document.adoptNode(math);
  }
}

const load = async (path) => new Curve((await import(new URL(`../${path}`, import.meta.url))).default);

// ---- The component: what is on the page, and what is drawn --------------------------------------------
class Touch {
  constructor(box, curve) {
    Object.assign(this, { box, curve, other: null, x: 1, words: JSON.parse(box.dataset.words), panel: box.querySelector("form") });
    this.stage = box.querySelector(".curve__stage");
    this.svg = made("svg", { class: "curve__plot", role: "slider", tabindex: 0, "aria-label": this.words.plot, "aria-valuemin": START, "aria-valuemax": STOP });
    this.svg.append((this.back = made("g")), (this.front = made("g")));
    this.stage.append(this.svg);
    box.classList.add("curve--live");
    this.listen();
    for (const control of this.panel.elements) control.disabled = false;
    new ResizeObserver(() => this.draw()).observe(this.stage);  // draws at once, when the stage has its size
  }
  get curves() { return this.other ? [this.curve, this.other] : [this.curve]; }
  get order() { return [...this.panel.querySelectorAll("[name=order]:checked")].map((box) => Number(box.value)); }

  listen() {
    const { svg, panel } = this;
    const follow = (event) => {
      if (!this.scale) return;
      const box = svg.getBoundingClientRect(), x = this.scale.back(event.clientX - box.left);
      const reach = (8 * (STOP - START)) / box.width;
      const near = this.points.filter((at) => Math.abs(at - x) < reach).sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
      this.move(near ?? Math.round(x / STEP) * STEP);
      this.tell();
    };
    svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); follow(event); });
    svg.addEventListener("pointermove", follow);
    svg.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 20, PageDown: -20 }[event.key];
      const ends = { Home: START, End: STOP }[event.key];
      if ((steps ?? ends) === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const next = Math.round(this.x / STEP + steps * (event.shiftKey ? 10 : 1)) * STEP;
      const [a, b] = [Math.min(this.x, next), Math.max(this.x, next)];  // a point where pieces meet is not stepped over
      const met = this.curve.seams().map(([at]) => at).filter((at) => at > a + NEAR && at < b - NEAR);
      this.move(ends ?? (steps > 0 ? met[0] : met.at(-1)) ?? next);
    });
    panel.addEventListener("submit", (event) => event.preventDefault());
    panel.addEventListener("input", async ({ target }) => {
      if (target.type === "range") this.slide(target);
      if (target.name === "with") await this.compare(target.value);
      this.draw();
      this.tell();
    });
    panel.addEventListener("click", ({ target }) => {
      if (target.dataset.at) this.move(Number(target.dataset.at));
      if (!("reset" in target.dataset)) return;
      this.curve.p = [...this.curve.data.defaults];
      for (const slider of panel.querySelectorAll("[type=range]")) slider.value = slider.defaultValue;
      this.draw();
      this.tell();
    });
    const choice = panel.elements.with;
    if (choice) (globalThis.requestIdleCallback ?? setTimeout)(() => this.offer(choice));
  }
  async offer(choice) {
    const answer = await fetch(new URL("../curves/index.json", import.meta.url));
    const rows = (await answer.json()).filter(([path]) => path !== this.box.dataset.deriveCurve);
    choice.append(...rows.map(([path, name]) => new Option(name, path)));
  }
  async compare(path) {
    const asked = (this.asked = path);
    const other = path ? await load(path) : null;
    if (asked === this.asked) this.other = other;
  }
  slide(slider) {
    const i = Number(slider.dataset.p), p = this.curve.p.with(i, Number(slider.value));
    if (this.curve.data.holds(p)) this.curve.p = p;
    else slider.value = this.curve.p[i];  // the parameters must keep their order
  }
  move(x) {
    this.x = Math.min(STOP, Math.max(START, Math.round(x * 1e12) / 1e12 + 0));
    this.read();
  }

  // ---- Drawing --------------------------------------------------------------------------------------
  draw() {
    const width = this.stage.clientWidth, height = this.stage.clientHeight;
    if (!width) return;
    const orders = this.order, drawn = [];
    this.curves.forEach((curve, k) => {
      for (const n of [...orders].reverse()) if (n < curve.orders) drawn.push({ k, n, pieces: curve.pieces(n, width / 2) });
    });
    const ys = [0, ...drawn.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.map(([, y]) => y)))].map((y) => Math.min(8, Math.max(-8, y)));
    const low = ys.reduce((a, b) => Math.min(a, b)), high = ys.reduce((a, b) => Math.max(a, b)), pad = 0.09 * (high - low || 1);
    const [x0, x1, y0, y1] = [START - 0.25, STOP + 0.25, low - pad, high + pad];
    const w = width - PAD.left - PAD.right, h = height - PAD.top - PAD.bottom;
    this.scale = {
      x: (x) => PAD.left + ((x - x0) / (x1 - x0)) * w, y: (y) => PAD.top + ((y1 - y) / (y1 - y0)) * h,
      back: (px) => x0 + ((px - PAD.left) / w) * (x1 - x0), top: PAD.top, foot: PAD.top + h, in: (y) => y >= y0 && y <= y1,
    };
    const { x: X, y: Y } = this.scale;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts = [];
    const tick = (high - low) / 5, power = 10 ** Math.floor(Math.log10(tick || 1)), step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= tick);
    for (let v = START; v <= STOP; v += 4)
      parts.push(made("path", { class: "curve__grid", d: `M${X(v)} ${Y(y0)}V${Y(y1)}` }), made("text", { x: X(v), y: height - 6, "text-anchor": "middle" }, shown(v)));
    for (let v = Math.ceil(y0 / step); v * step <= y1; v++)
      parts.push(made("path", { class: "curve__grid", d: `M${X(x0)} ${Y(v * step)}H${X(x1)}` }), made("text", { x: PAD.left - 6, y: Y(v * step) + 4, "text-anchor": "end" }, shown(v * step, 3)));
    parts.push(made("path", { class: "curve__axis", d: `M${X(x0)} ${Y(0)}H${X(x1)}M${X(0)} ${Y(y0)}V${Y(y1)}` }));
    const clip = made("svg", { x: 0, y: PAD.top - 5, width, height: h + 10, viewBox: `0 ${PAD.top - 5} ${width} ${h + 10}` });
    if (this.curve.atDefaults)
      for (const [n, slope, level, side] of this.curve.data.lines)
        if (orders.includes(n)) {
          const [a, b] = { left: [x0, 0], right: [0, x1], both: [x0, x1] }[side];
          clip.append(made("path", { class: "curve__guide", d: `M${X(a)} ${Y(level + slope * a)}L${X(b)} ${Y(level + slope * b)}` }));
        }
    for (const { k, n, pieces } of drawn) {
      const d = pieces.map((piece) => "M" + piece.map(([x, y]) => `${X(x).toFixed(1)} ${Y(Math.min(99, Math.max(-99, y))).toFixed(1)}`).join("L")).join("");
      clip.append(made("path", { class: `curve__line curve__line--${n}${k ? " curve__line--other" : ""}`, d }));
    }
    parts.push(clip);
    const marks = this.curve.marks(this.words);
    for (const { n, x, y, kind, label } of marks)
      if (orders.includes(n) && this.scale.in(y)) {
        parts.push(made("circle", { class: `curve__mark curve__mark--${n} curve__mark--${kind}`, cx: X(x), cy: Y(y), r: 4 }));
        if (n === 0 && (kind === "minimum" || kind === "maximum")) parts.push(made("text", { class: "curve__label", x: X(x), y: Y(y) + (kind === "minimum" ? 20 : -10), "text-anchor": x < -5 ? "start" : x > 5 ? "end" : "middle" }, label));
      }
    this.back.replaceChildren(...parts);
    this.points = marks.map(({ x }) => x);
    this.controls(marks);
    this.read();
  }
  controls(marks) {
    const { panel, curve } = this;
    for (const slider of panel.querySelectorAll("[type=range]")) {
      const v = shown(curve.p[slider.dataset.p], 4);
      slider.nextElementSibling.value = v;
      slider.setAttribute("aria-valuetext", v);
    }
    const row = panel.querySelector(".curve__points"), chips = new Map();
    for (const { x, said } of marks) if (said) chips.set(said, x);
    if (row.textContent !== [...chips.keys()].join(""))
      row.replaceChildren(...[...chips].map(([said, x]) => {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "toggle", textContent: said });
        button.dataset.at = x;
        return button;
      }));
    const formulas = panel.querySelector(".curve__formula");
    if (curve.p.length || this.other || formulas.dataset.touched) {
      formulas.dataset.touched = "yes";
      formulas.replaceChildren(...(curve.p.length ? this.curves : this.other ? this.curves : []).map((one) => {
        const line = document.createElement("div");
        line.append(one.formula());
        return line;
      }));
    }
  }

  // ---- The read-out: what is at x -----------------------------------------------------------------
  said(curve, n) {
    const [left, value, right] = curve.sides(n, this.x);
    if ((same(left, right) || Number.isNaN(left + right)) && (same(left, value) || Number.isNaN(left))) return shown(value);
    const ends = `${this.words.left} ${shown(left)},\n${this.words.right} ${shown(right)}`;
    return Number.isNaN(value) ? ends : `${shown(value)}; ${ends}`;
  }
  read() {
    if (!this.scale) return;
    const { x: X, y: Y, top, foot } = this.scale, parts = [made("path", { class: "curve__cursor", d: `M${X(this.x)} ${top}V${foot}` })];
    const rows = [...this.panel.querySelectorAll(".curve__values tbody tr")];
    rows[1].hidden = !this.other;
    this.box.classList.toggle("curve--compared", !!this.other);
    this.text = `x = ${shown(this.x)}`;
    this.curves.forEach((curve, k) => {
      rows[k].cells[0].textContent = this.other ? curve.data.name : "";
      rows[k].cells[1].textContent = shown(this.x);
      for (let n = 0; n < 3; n++) {
        const said = n < curve.orders ? this.said(curve, n) : "–", y = n < curve.orders ? curve.sides(n, this.x)[1] : NaN;
        if (rows[k].cells[n + 2]) rows[k].cells[n + 2].textContent = said;
        if (n < curve.orders) this.text += `; ${k ? curve.data.name + " " : ""}f${PRIMES[n]}: ${said}`;
        if (this.order.includes(n) && this.scale.in(y))
          parts.push(made("circle", { class: `curve__dot curve__line--${n}${k ? " curve__line--other" : ""}`, cx: X(this.x), cy: Y(y), r: 5 }));
      }
    });
    this.front.replaceChildren(...parts);
    this.svg.setAttribute("aria-valuenow", this.x);
    this.svg.setAttribute("aria-valuetext", this.text);
  }
  tell() {  // once things rest; the keys are heard through the value of the slider
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { this.panel.querySelector("[role=status]").textContent = this.text; }, 900);
  }
}

for (const box of document.querySelectorAll("[data-derive-curve]"))
  load(box.dataset.deriveCurve).then((curve) => { box.touch = new Touch(box, curve); }, () => box.classList.add("curve--still"));
