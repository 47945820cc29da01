/** A two-sided interval and its nominal coverage, e.g. 0.95. */
export type Interval = { readonly low: number; readonly high: number; readonly level: number };

/** The level of every interval of the product. */
export const level = 0.95;

/** Standard normal quantile of 0.975: half the width of a 95 % interval in standard errors. */
export const z95 = 1.959963984540054;
