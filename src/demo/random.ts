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

/**
 * Log-normal numbers that fill their distribution evenly, also over a few draws (multiples of the golden ratio), so that whether a
 * planted story can be seen does not hang on the luck of the day the demonstration is made.
 */
export function evenAround(start: number): (median: number, spread: number) => number {
  let share = start;
  return (median, spread) => {
    share = (share + 0.618_033_988_749_895) % 1;
    return median * Math.exp(spread * logistic(0.02 + 0.96 * share));
  };
}

/** The logistic quantile, scaled to nearly the normal one. */
const logistic = (share: number): number => Math.log(share / (1 - share)) / 1.7;

/** Says yes to a share of its questions, evenly: never long without one, never many at once. */
export function evenChance(random: Random): (share: number) => boolean {
  let sum = random.next();
  let due = 1;
  return (share) => {
    sum += share;
    if (sum < due) return false;
    sum -= 1;
    due = 0.6 + 0.8 * random.next();
    return true;
  };
}
