/** The x in [low, high] where a non-decreasing function reaches `target`, by bisection down to neighbouring numbers. */
export function solveIncreasing(f: (x: number) => number, target: number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 200; step += 1) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to) break;
    if (f(middle) < target) from = middle;
    else to = middle;
  }
  return from + (to - from) / 2;
}
