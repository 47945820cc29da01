/** Where a key leads among the points that have a value; null = the key is not ours. */
export function stepTo(key: string, at: number | null, drawn: readonly number[]): number | null {
  const place = at === null ? -1 : drawn.indexOf(at);
  const last = drawn.length - 1;
  if (last < 0) return null;
  if (key === 'Home') return drawn[0] ?? null;
  if (key === 'End') return drawn[last] ?? null;
  if (key === 'ArrowRight') return drawn[place < 0 ? 0 : Math.min(last, place + 1)] ?? null;
  if (key === 'ArrowLeft') return drawn[place < 0 ? last : Math.max(0, place - 1)] ?? null;
  return null;
}
