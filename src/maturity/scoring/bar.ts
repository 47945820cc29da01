/** Whether a number reaches a bar. */

/** Means and differences of fractions miss what they stand for by a rounding error: .7 − .2 is a half. */
const rounding = 1e-9;

export const reaches = (value: number, bar: number): boolean => value >= bar - rounding;
