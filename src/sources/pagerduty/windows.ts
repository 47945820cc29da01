/** Spans of time small enough for PagerDuty: at most six months each, and fewer rows than it is willing to page through. Pure. */

export type Span = { readonly from: Date; readonly to: Date };

const DAY = 86_400_000;
/** PagerDuty refuses ranges of more than six months. A stopped run reads its span again, so they are shorter than they could be. */
const longest = 30 * DAY;
/** PagerDuty refuses `offset + limit` above this. */
export const mostRows = 10_000;
/** While a span is read rows may be added to it. */
const spare = 500;
/** More rows than that in so short a time are nothing a person would have to answer; and what is shorter has no whole second to halve at. */
const shortest = 2_000;

/** Half-open spans that follow one another from `from` to `to`. */
export function spansOf(from: Date, to: Date): readonly Span[] {
  const spans: Span[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += longest)
    spans.push({ from: new Date(at), to: new Date(Math.min(at + longest, to.getTime())) });
  return spans;
}

/** True when a span holds more rows than can be paged through. */
export const isTooFull = ({ from, to }: Span, rows: number): boolean => rows > mostRows - spare && to.getTime() - from.getTime() > shortest;

/** Two halves at a whole second: PagerDuty's instants have no finer edge. */
export function halves({ from, to }: Span): readonly [Span, Span] {
  const middle = new Date(Math.ceil((from.getTime() + to.getTime()) / 2 / 1000) * 1000);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
