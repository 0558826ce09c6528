// Functions that JavaScript's Math lacks, for curves and for the page that finds a function.
// Relative errors, held against mpmath in tests/test_javascript.py: erf, erfc 1e-13 (while they are above 1e-300),
// lambertW 1e-13 for x > -0.36 (at its end -1/e an absolute error of 1e-7), polylog of the orders 1 to 8 1e-12.

const ROOT_PI = Math.sqrt(Math.PI);

// A series without cancellation: DLMF 7.6.2.
const erfSeries = (x) => {
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / ROOT_PI) * Math.exp(-x * x) * sum;
};

// The continued fraction DLMF 7.9.1 from its end, for x >= 2.
const erfcFraction = (x) => {
  let tail = x;
  for (let k = 60; k > 0; k--) tail = x + k / 2 / tail;
  const high = Math.round(x * 16) / 16, low = x - high;  // x² = high² + low·(x + high), the first without an error
  return (Math.exp(-high * high) * Math.exp(-low * (x + high))) / (ROOT_PI * tail);
};

export const erfc = (x) =>
  Number.isNaN(x) ? NaN : x >= 2 ? (x > 28 ? 0 : erfcFraction(x)) : x < -6 ? 2 : x < -2 ? 2 - erfcFraction(-x) : 1 - erfSeries(x);
export const erf = (x) =>
  Number.isNaN(x) ? NaN : Math.abs(x) > 6 ? Math.sign(x) : Math.abs(x) >= 2 ? Math.sign(x) * (1 - erfcFraction(Math.abs(x))) : x === 0 ? x : erfSeries(x);

export const sech = (x) => 1 / Math.cosh(x);
export const heaviside = (x) => (x > 0 ? 1 : x < 0 ? 0 : x === 0 ? 0.5 : NaN);

// log(e^a + e^b + ...), and 1 + tanh(u), without overflow and without loss.
export const logAddExp = (...parts) => {
  const top = Math.max(...parts);
  if (!Number.isFinite(top)) return top;
  let rest = 0, seen = false;
  for (const part of parts) {
    if (part === top && !seen) seen = true;
    else rest += Math.exp(part - top);
  }
  return top + Math.log1p(rest);
};
export const onePlusTanh = (u) => 2 * Math.exp(-logAddExp(0, -2 * u));

// The principal branch on [-1/e, oo), by Halley's method (Corless et al., 1996, doi:10.1007/BF02124750).
export const lambertW = (x) => {
  if (!(x >= -Math.exp(-1))) return NaN;
  if (x === 0 || x === Infinity) return x;
  const p = Math.sqrt(Math.max(0, 2 * (Math.E * x + 1)));
  let w = x < 0 ? -1 + p - (p * p) / 3 + (11 * p ** 3) / 72 : x < 3 ? Math.log1p(x) * 0.8 : Math.log(x) - Math.log(Math.log(x));
  if (p < 1e-4) return w;
  for (let turn = 0; turn < 30; turn++) {
    const e = Math.exp(w), away = w * e - x;
    const step = away / (e * (w + 1) - ((w + 2) * away) / (2 * w + 2));
    w -= step;
    if (!(Math.abs(step) > 1e-16 * Math.abs(w))) break;
  }
  return w;
};

// ---- Polylogarithms of an order 1 to 8, for z < 1: series, duplication, inversion (DLMF 25.12; L. Lewin, 1981).
const ZETA = {
  2: 1.6449340668482264, 3: 1.2020569031595942, 4: 1.0823232337111382, 5: 1.0369277551433699, 6: 1.0173430619844491,
  7: 1.0083492773819228, 8: 1.0040773561979443, 0: -1 / 2, "-1": -1 / 12, "-3": 1 / 120, "-5": -1 / 252, "-7": 1 / 240,
  "-9": -1 / 132, "-11": 691 / 32760, "-13": -1 / 12, "-15": 3617 / 8160, "-17": -43867 / 14364,
};
const nearOne = (s, z) => {  // Li_s(e^m) about m = 0
  const m = Math.log(z);
  let sum = 0, power = 1;
  for (let k = 0; k < s + 18; k++) {
    if (k === s - 1) {
      let harmonic = 0;
      for (let j = 1; j < s; j++) harmonic += 1 / j;
      if (m !== 0) sum += power * (harmonic - Math.log(-m));
    } else sum += (ZETA[s - k] ?? 0) * power;
    power *= m / (k + 1);
  }
  return sum;
};
export const polylog = (s, z) => {
  if (!(z < 1) || !Number.isInteger(s) || s < 1 || s > 8) return NaN;
  if (s === 1) return -Math.log1p(-z);
  if (z > 0.5) return nearOne(s, z);
  if (z < -1) {  // inversion
    const l = Math.log(-z);
    let sum = -((-1) ** s) * polylog(s, 1 / z), power = 1;
    const powers = [1];
    for (let k = 1; k <= s; k++) powers.push((power *= l / k));
    sum -= powers[s];
    for (let k = 1; 2 * k <= s; k++) sum -= 2 * (1 - 2 ** (1 - 2 * k)) * ZETA[2 * k] * powers[s - 2 * k];
    return sum;
  }
  if (z < -0.5) return 2 ** (1 - s) * (z === -1 ? ZETA[s] : polylog(s, z * z)) - (z === -1 ? ZETA[s] : nearOne(s, -z));
  let sum = 0, power = z;
  for (let k = 1; Math.abs(power) > 1e-18 * Math.abs(sum) && k < 200; k++) {
    sum += power / k ** s;
    power *= z;
  }
  return sum;
};
