/** A seeded stream of random numbers, so that the demonstration data is the same on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole number in [low, high]. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (share: number) => boolean;
  /** Log-normal with this median; `spread` is the standard deviation of the logarithm. */
  readonly around: (median: number, spread: number) => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
};

/** Mulberry32: a small public-domain generator, enough for demonstration data. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (share) => next() < share,
    around: (median, spread) => median * Math.exp(spread * normal()),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  };
}
