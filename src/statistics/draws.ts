/** Draws from distributions. `next` is uniform in [0, 1). */

/** Standard normal (Box and Muller 1958). */
export const drawNormal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** Gamma with this shape and scale 1, by Marsaglia and Tsang (2000); below 1 by their way over shape + 1. */
function drawGamma(next: () => number, shape: number): number {
  if (shape < 1) return drawGamma(next, shape + 1) * (1 - next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(next);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Beta(a, b) as G(a) / (G(a) + G(b)); a, b > 0. */
export function drawBeta(next: () => number, a: number, b: number): number {
  const x = drawGamma(next, a);
  return x / (x + drawGamma(next, b));
}

/** Standard deviation of Beta(a, b). */
export const betaDeviation = (a: number, b: number): number => Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1)));
