// Finds a function by a formula as one types it: a small grammar of our own, values at fixed points, and their
// comparison with those of the catalogue. Nothing typed is run as a program.
import { erf, erfc, heaviside, lambertW, logAddExp } from "./functions.js";

const LONGEST = 300, DEEPEST = 60, NOISE = 1e-9;
const sigmoid = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const Phi = (x) => erfc(-x / Math.SQRT2) / 2;
const table = (rows) => Object.assign(Object.create(null), rows);  // a word such as “constructor” is nobody's
// Name: the function, how many arguments (0: any number), and how it is spelled in Derive's language.
const CALLS = table({
  exp: [Math.exp, 1], log: [Math.log, 1], sqrt: [Math.sqrt, 1], abs: [Math.abs, 1, "Abs"], sign: [Math.sign, 1],
  max: [Math.max, 0, "Max"], min: [Math.min, 0, "Min"], sin: [Math.sin, 1], cos: [Math.cos, 1], tan: [Math.tan, 1],
  asin: [Math.asin, 1], atan: [Math.atan, 1], sinh: [Math.sinh, 1], cosh: [Math.cosh, 1], tanh: [Math.tanh, 1],
  asinh: [Math.asinh, 1], atanh: [Math.atanh, 1], erf: [erf, 1], erfc: [erfc, 1], sigmoid: [sigmoid, 1],
  softplus: [(x) => logAddExp(0, x), 1], relu: [(x) => Math.max(0, x), 1], heaviside: [heaviside, 1, "Heaviside"],
  lambertw: [lambertW, 1, "LambertW"], sech: [(x) => 1 / Math.cosh(x), 1], phi: [Phi, 1, "normal_cdf"],
  expm1: [Math.expm1, 1, (u) => `(exp(${u}) - 1)`], log1p: [Math.log1p, 1, (u) => `log(1 + ${u})`],
  square: [(x) => x * x, 1, (u) => `(${u})**2`], pow: [Math.pow, 2, (a, b) => `(${a})**(${b})`],
  clip: [(x, a, b) => Math.min(b, Math.max(a, x)), 3, (x, a, b) => `Max(${a}, Min(${b}, ${x}))`],
});
const ALIASES = table({
  ln: "log", arcsin: "asin", arctan: "atan", arcsinh: "asinh", arctanh: "atanh", sgn: "sign", maximum: "max",
  minimum: "min", fabs: "abs", expit: "sigmoid", logistic: "sigmoid", "σ": "sigmoid", clamp: "clip", step: "heaviside",
  normcdf: "phi", ndtr: "phi", "φ": "phi", power: "pow", w: "lambertw",
});
const GREEK = table({ "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "λ": "lamda", "μ": "mu", "ω": "omega", "θ": "theta", "σ": "sigma", "ε": "epsilon", lambda: "lamda" });
const SIGNS = table({ "×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "**": "^", "&&": "and", "||": "or" });
const WORDS = new Set(["if", "else", "and", "or"]);
const COMPARE = table({ "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b });

class Fault extends Error {
  constructor(expected, found, at) { super(expected); Object.assign(this, { expected, found, at }); }
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?)|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)|(\*\*|<=|>=|==|!=|&&|\|\||[-+*/^(),?:<>|×·⋅÷−–≤≥]))/uy;
const tokens = (text) => {
  const out = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const at = TOKEN.lastIndex, match = TOKEN.exec(text);
    if (!match) throw new Fault("value", text.slice(at).trim()[0], at + 1);
    const [, digits, word, sign] = match;
    const kind = digits ? "number" : word && !WORDS.has(word) ? "word" : "sign";
    out.push({ kind, text: digits ?? word ?? SIGNS[sign] ?? sign, at: TOKEN.lastIndex - match[0].trim().length + 1, end: TOKEN.lastIndex + 1 });
  }
  return out;
};

// For the spelling: brackets where there is more than a name, a number or a call; and none around a whole.
const held = (text) => (/^[\w.]+$|^\w*\([^()]*\)$/.test(text) ? text : `(${text})`);
const free = (text) => {
  let depth = 0;
  const whole = text.startsWith("(") && [...text].every((c, i) => (depth += (c === "(") - (c === ")")) > 0 || i === text.length - 1);
  return whole ? text.slice(1, -1) : text;
};

// Operator precedence parsing (V. R. Pratt, 1973). A node: its value for an environment, and its spelling for Derive.
class Reader {
  constructor(text) {
    if (text.length > LONGEST) throw new Fault("shorter", `${text.length}`, LONGEST);
    Object.assign(this, { list: tokens(text), place: 0, depth: 0, bars: 0, letters: new Set(), numbers: new Set() });
    this.tree = this.choice();
    if (this.next) this.fail("operator");
    if (this.letters.size > 2) throw new Fault("letter", [...this.letters].join(", "), 1);
  }
  get next() { return this.list[this.place]; }
  fail(expected) { throw new Fault(expected, this.next?.text, this.next?.at ?? this.list.at(-1)?.end ?? 1); }
  take(text) { if (this.next?.text !== text || this.next.kind === "word") return false; this.place++; return true; }
  need(text) { if (!this.take(text)) this.fail(`“${text}”`); }
  choice() {  // c ? a : b, and a if c else b
    if (++this.depth > DEEPEST) this.fail("shorter");
    const first = this.either();
    let out = first;
    const cases = (a, c, b) => ({ value: (e) => (c.value(e) ? a.value(e) : b.value(e)), text: `Piecewise((${a.text}, ${c.test ?? `${c.text} != 0`}), (${b.text}, True))` });
    if (this.take("?")) {
      const yes = this.choice();
      this.need(":");
      out = cases(yes, first, this.choice());
    } else if (this.take("if")) {
      const when = this.either();
      this.need("else");
      out = cases(first, when, this.choice());
    }
    this.depth--;
    return out;
  }
  truth(test, value) { return { value: (e) => Number(value(e)), text: `Piecewise((1, ${test}), (0, True))`, test }; }
  joined(word, part) {
    let left = part();
    while (this.take(word)) {
      const a = left, b = part();
      left = this.truth(`(${a.test ?? `${a.text} != 0`}) ${word} (${b.test ?? `${b.text} != 0`})`, (e) => (word === "and" ? a.value(e) && b.value(e) : a.value(e) || b.value(e)));
    }
    return left;
  }
  either() { return this.joined("or", () => this.joined("and", () => this.relation())); }
  relation() {
    const left = this.sum(), sign = this.next?.kind === "sign" && COMPARE[this.next.text] ? this.next.text : "";
    if (!sign) return left;
    this.place++;
    const right = this.sum();
    return this.truth(`${left.text} ${sign} ${right.text}`, (e) => COMPARE[sign](left.value(e), right.value(e)));
  }
  sum() {
    let left = this.product();
    for (;;) {
      const a = left, plus = this.take("+");
      if (!plus && !this.take("-")) return left;
      const b = this.product();
      left = plus ? { value: (e) => a.value(e) + b.value(e), text: `${a.text} + ${b.text}` } : { value: (e) => a.value(e) - b.value(e), text: `${a.text} - ${b.text}` };
      left.loose = true;
    }
  }
  product() {
    let left = this.signed();
    const tight = (node) => (node.loose ? `(${node.text})` : node.text);
    for (;;) {
      const a = left, times = this.take("*"), over = !times && this.take("/");
      // 2x, 2(x+1), (x+1)(x-1), x exp(x): a product without a sign
      const bare = this.next && (this.next.kind !== "sign" || this.next.text === "(") && (this.next.kind !== "number" || a.closed);
      if (!times && !over && !bare) return left;
      const b = times || over ? this.signed() : this.power();
      left = over ? { value: (e) => a.value(e) / b.value(e), text: `${tight(a)}/${/[*/]/.test(b.text) || b.loose ? `(${b.text})` : b.text}` } : { value: (e) => a.value(e) * b.value(e), text: `${tight(a)}*${tight(b)}` };
    }
  }
  signed() {
    if (++this.depth > DEEPEST) this.fail("shorter");
    let out;
    if (this.take("-")) {
      const u = this.signed();
      out = { value: (e) => -u.value(e), text: `(-${u.loose ? `(${u.text})` : u.text})` };
    } else if (this.take("+")) out = this.signed();
    else out = this.power();
    this.depth--;
    return out;
  }
  power() {
    const base = this.primary();
    if (!this.take("^")) return base;
    const up = this.signed();
    if (base.euler) return { value: (e) => Math.exp(up.value(e)), text: `exp(${free(up.text)})`, closed: true };
    return { value: (e) => base.value(e) ** up.value(e), text: `${held(base.text)}**${held(up.text)}`, closed: true };
  }
  primary() {
    const token = this.next;
    if (!token) this.fail("value");
    if (token.kind === "sign" && token.text !== "(" && token.text !== "|") this.fail("value");
    this.place++;
    if (token.kind === "number") {
      const v = Number(token.text);
      this.numbers.add(v);
      return { value: () => v, text: token.text.replace(/^\./, "0.").replace(/\.$/, "") };
    }
    if (token.text === "(") {
      const inner = this.choice();
      this.need(")");
      return { ...inner, text: `(${free(inner.text)})`, loose: false, closed: true };
    }
    if (token.text === "|") {
      if (this.bars++) this.fail("value");
      const inner = this.choice();
      this.need("|");
      this.bars--;
      return { value: (e) => Math.abs(inner.value(e)), text: `Abs(${inner.text})`, closed: true };
    }
    return this.word(token);
  }
  word(token) {
    const last = token.text.split(".").at(-1), low = last.toLowerCase(), name = ALIASES[low] ?? low;
    if (this.next?.text === "(" && name === "piecewise") return this.pieces();
    if (this.next?.text === "(" && Object.hasOwn(CALLS, name)) return this.call(name, token);
    if (last === "x" || last === "X") return { value: (e) => e.x, text: "x" };
    if (last === "e") return { value: () => Math.E, text: "E", euler: true };
    if (low === "pi" || low === "π") return { value: () => Math.PI, text: "pi" };
    if (low === "true") return this.truth("True", () => true);
    if (token.text.includes(".") || (this.next?.text === "(" && last.length > 1 && !GREEK[last])) throw new Fault("function", token.text, token.at);
    if (Object.hasOwn(CALLS, name) && last.length > 1) { this.place--; throw new Fault(`${last}(…)`, this.list[this.place + 1]?.text, token.end); }
    const letter = GREEK[last] ?? last;
    this.letters.add(letter);
    return { value: (e) => e[letter], text: letter };
  }
  call(name, token) {
    const [f, count, spelled] = CALLS[name], args = this.list_of(() => this.choice());
    if (count ? args.length !== count : !args.length) throw new Fault("arguments", `${token.text}(${args.length})`, token.at);
    const texts = args.map((arg) => free(arg.text));
    return {
      value: (e) => f(...args.map((arg) => arg.value(e))), closed: true,
      text: typeof spelled === "function" ? spelled(...texts) : `${spelled ?? name}(${texts.join(", ")})`,
    };
  }
  pieces() {
    const rows = this.list_of(() => {
      this.need("(");
      const value = this.choice();
      this.need(",");
      const when = this.choice();
      this.need(")");
      return [value, when];
    });
    return {
      value: (e) => rows.find(([, when]) => when.value(e))?.[0].value(e) ?? NaN, closed: true,
      text: `Piecewise(${rows.map(([v, w]) => `(${v.text}, ${w.test ?? `${w.text} != 0`})`).join(", ")})`,
    };
  }
  list_of(part) {
    const out = [];
    this.need("(");
    do out.push(part()); while (this.take(","));
    this.need(")");
    return out;
  }
}

// ---- Comparing --------------------------------------------------------------------------------------
const alike = (a, b) => a.every((v, i) => (Number.isFinite(v) ? b[i] !== null && Math.abs(v - b[i]) <= NOISE * (1 + Math.abs(v)) : b[i] === null || !Number.isFinite(b[i])));
const finite = (ys) => ys.filter(Number.isFinite).length;

class Finder {
  constructor(data) { this.data = data; }
  at(reader, letters, xs = this.data.places) { return xs.map((x) => reader.tree.value({ ...letters, x })); }
  // Letters get the defaults of parameters of the same name, else in their order.
  letters(reader, row) {
    const names = [...reader.letters], own = names.every((n) => row.letters.includes(n));
    return Object.fromEntries(names.map((n, i) => [n, row.defaults[own ? row.letters.indexOf(n) : i] ?? NaN]));
  }
  same(reader) {
    return this.data.functions.filter((row) => row.values.length && row.letters.length >= reader.letters.size && alike(this.at(reader, this.letters(reader, row)), row.values));
  }
  // Other values of the parameters: the numbers that were typed, their opposites and inverses.
  async parameters(reader) {
    if (reader.letters.size) return [];
    const mine = this.at(reader, {}), out = [];
    const pool = [...new Set([...reader.numbers, 0, 1].flatMap((n) => [n, -n, ...(n ? [1 / n, -1 / n] : [])]))].slice(0, 24);
    for (const row of this.data.functions.filter(({ letters }) => letters.length === 1 || letters.length === 2)) {
      const { default: made } = await import(new URL(`../curves/${row.slug}.js`, import.meta.url));
      const [one, two] = row.defaults.map((v) => [v, ...pool]);
      const choices = two ? one.flatMap((a) => two.map((b) => [a, b])) : one.map((a) => [a]);
      const p = choices.find((q) => made.holds(q) && alike(mine, this.data.places.map((x) => made.f[0](x, q))));
      if (p) out.push({ row, p });
    }
    return out;
  }
  // a·f(bx) + c for a few b, with a and c from two points.
  scaled(reader) {
    if (reader.letters.size) return null;
    for (const b of [1, -1, 2, 0.5, -2, -0.5]) {
      const mine = this.at(reader, {}, this.data.places.map((x) => x / b));
      if (finite(mine) < mine.length) continue;
      for (const row of this.data.functions) {
        const i = row.values.indexOf(Math.max(...row.values)), j = row.values.indexOf(Math.min(...row.values));
        if (row.values.length < 2 || row.values.includes(null) || row.values[i] === row.values[j] || row.slug === "identity") continue;
        const a = (mine[i] - mine[j]) / (row.values[i] - row.values[j]), c = mine[j] - a * row.values[j];
        if (Math.abs(a) > NOISE && alike(mine, row.values.map((v) => a * v + c))) return { row, a, b, c };
      }
    }
    return null;
  }
  near(reader) {
    return this.data.functions
      .map((row) => {
        const mine = this.at(reader, this.letters(reader, row)), inside = row.values.map((v, i) => (Math.abs(this.data.places[i]) <= 7 ? Math.abs(v - mine[i]) : 0));
        return { row, away: row.values.length && !row.values.includes(null) ? Math.max(...inside) : NaN };
      })
      .filter(({ away }) => Number.isFinite(away)).sort((a, b) => a.away - b.away).slice(0, 3);
  }
  // As derive/naming.py does: the name or its end, a longer path to it, after a framework's name, its last part.
  named(text) {
    const word = text.toLowerCase().replace(/^([a-z_][\w.]*)\((?![^()]*\bx\b)[^()]*\)$/, "$1");
    if (!/^[a-z_][\w. -]*$/.test(word) || word === "x" || word === "e") return [];
    const last = (name) => name.split(".").at(-1).replace(/[^\p{L}\p{N}]/gu, ""), [, first, rest] = /^([^. ]+)[. ](.+)$/.exec(word) ?? [];
    const ends = (name, asked) => name === asked || name.endsWith(`.${asked}`);
    const ways = [
      (name) => ends(name, word),
      (name) => name.includes(".") && word.endsWith(`.${name}`),
      (name) => this.data.frameworks.includes(first) && (ends(name, rest) || last(name) === last(rest)),
      (name) => last(word).length > 1 && last(name) === last(word),
    ];
    for (const way of ways) {
      const found = this.data.functions.filter(({ names }) => names.some((name) => way(name.toLowerCase())));
      if (found.length) return Object.assign(found, { loose: way === ways[3] && word.includes(".") });
    }
    return [];
  }
  flagged(text, own) {
    const { flags } = this.data, asked = text.toLowerCase().split(/[,;，；、]|\band\b/).map((part) => part.trim()).filter(Boolean);
    const keys = asked.map((part) => own[part] ?? Object.keys(flags).find((key) => key === part || flags[key].toLowerCase() === part));
    return asked.length && keys.every(Boolean) ? this.data.functions.filter((row) => keys.every((key) => row.flags.includes(key))) : null;
  }
}

// ---- The page -------------------------------------------------------------------------------------------
const ROOT = new URL("../", import.meta.url);
const digits = (v) => String(Number(v.toPrecision(4)));
const scaling = ({ a, b, c }) => `${a === 1 ? "" : a === -1 ? "-" : `${digits(a)}·`}f(${b === 1 ? "" : b === -1 ? "-" : `${digits(b)}·`}x)${Math.abs(c) < NOISE ? "" : ` ${c < 0 ? "-" : "+"} ${digits(Math.abs(c))}`}`;

const element = (tag, text, ...children) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
};
const PAGES = new URL("../", location.href);  // pages in the language of this one
const link = (row) => Object.assign(element("a", row.name), { href: new URL(row.page, PAGES) });
const listed = (rows, say = () => "") => element("ul", "", ...rows.map((one) => element("li", "", link(one.row ?? one), say(one))));

const answer = async (finder, words, flags, text) => {
  const fill = (sentence, n, d) => words[sentence].replace("{n}", n).replace("{d}", d);
  const named = finder.named(text), flagged = named.length ? null : finder.flagged(text, flags);
  if (named.length) return [element("p", named.loose ? words.last : words.named), listed(named, (row) => `: ${row.names.filter((n) => n.includes(".")).slice(0, 4).join(", ")}`)];
  if (flagged) return flagged.length ? [element("p", words.flagged), listed(flagged)] : [element("p", words.nobody)];
  const reader = new Reader(text), count = finder.data.places.length;
  const letters = Object.fromEntries([...reader.letters].map((name, i) => [name, 0.3 + 0.4 * i])), values = finder.at(reader, letters);
  if (finite(values) <= count / 2) return [element("p", words.nowhere)];
  if (values.every((v) => v === values[0])) return [element("p", words.flat)];
  const proof = [element("p", words.prove), element("pre", "", element("code", `derive find "${free(reader.tree.text)}"`))];
  const asked = [element("p", words.ask), proof[1]];
  const same = finder.same(reader);
  if (same.length) return [element("p", fill("same", count)), listed(same), ...proof];
  const other = await finder.parameters(reader);
  if (other.length) return [element("p", fill("same", count)), listed(other, ({ row, p }) => ` ${words.with} ${row.letters.map((n, i) => `${n} = ${digits(p[i])}`).join(", ")}`), ...proof];
  const scaled = finder.scaled(reader);
  if (scaled) return [element("p", `${fill("scaled", count)} ${scaling(scaled)}, ${words.where} `, link(scaled.row), "."), ...asked];
  return [element("p", fill("none", finder.data.functions.filter(({ values }) => values.length).length)), listed(finder.near(reader), ({ away }) => `, ${fill("away", 0, digits(away))}`), ...asked];
};

const start = async (box) => {
  const words = JSON.parse(box.dataset.words), flags = table(JSON.parse(box.dataset.flags)), form = box.querySelector("form"), input = form.elements.f, shown = box.querySelector(".find__answer");
  let coming, waiting, turn = 0;
  const load = async () => new Finder(await (await fetch(new URL("curves/find.json", ROOT))).json());
  const look = async () => {
    const mine = ++turn, text = input.value.trim();
    let found = [];
    try {
      coming ??= load().catch((fault) => { coming = undefined; throw fault; });
      const finder = await coming;
      if (text) found = await answer(finder, words, flags, text);
      input.removeAttribute("aria-invalid");
    } catch (fault) {
      const wanted = words[fault.expected] ?? fault.expected;
      found = [element("p", fault instanceof Fault ? `${words.column} ${fault.at}: ${words.expected} ${wanted}, ${words.found} ${fault.found ? `“${fault.found}”` : words.end}` : words.failed)];
      found[0].className = "find__fault";
      input.setAttribute("aria-invalid", "true");
    }
    if (mine !== turn) return;
    shown.replaceChildren(...found);
    history.replaceState(null, "", text ? `?f=${encodeURIComponent(text)}` : location.pathname);
  };
  input.value ||= new URLSearchParams(location.search).get("f") ?? "";  // what was typed meanwhile stays
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 350); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); look(); });
  form.addEventListener("click", ({ target }) => {
    if (!target.dataset.try) return;
    input.value = target.dataset.try;
    look();
  });
  if (input.value) look();
};
for (const box of document.querySelectorAll("[data-derive-find]")) start(box);
