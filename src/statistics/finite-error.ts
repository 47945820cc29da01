/** The error of a mean of some people of a group of known size. */

/** Answers vary from day to day even where everybody gave one. */
const floor = 0.3;

/** What of the error of a sample is left when n of N were asked: √((N − n) / (N − 1)) (Cochran 1977, §2.6), at least .3. */
export const finiteFactor = (n: number, of: number): number =>
  of <= 1 || n >= of ? floor : Math.max(floor, Math.sqrt((of - n) / (of - 1)));

/** Standard error of the mean of n values with standard deviation s: s / √n by that factor. */
export const finiteError = (s: number, n: number, of: number): number => (s / Math.sqrt(n)) * finiteFactor(n, of);
