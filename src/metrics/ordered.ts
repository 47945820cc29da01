/** How many of ascending instants lie before another: where a period begins in a list, without looking at all of it. */
export function countBefore(instants: readonly Date[], at: Date): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle]?.getTime() ?? 0) < at.getTime()) low = middle + 1;
    else high = middle;
  }
  return low;
}
