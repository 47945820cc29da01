/** A two-sided interval and its nominal coverage, e.g. 0.95. */
export type Interval = { readonly low: number; readonly high: number; readonly level: number };

/** The level of every interval of the metrics. */
export const level = 0.95;

/** Standard normal quantile of 0.975: half the width of a 95 % interval in standard errors. */
export const z95 = 1.959963984540054;

/** How sure an interval is: its level, and the standard normal quantile of the middle that much holds. */
export type Confidence = { readonly level: number; readonly z: number };

export const confidence95: Confidence = { level, z: z95 };

/** That of evidence for maturity: a yes or no is wanted of few records, and one in ten may miss on either side. */
export const confidence80: Confidence = { level: 0.8, z: 1.2815515655446004 };
