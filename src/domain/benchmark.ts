/** The groups of respondents whose benchmarks are known (DORA's Quick Check 2025), and how a configuration names them. */

export const industries = [
  { id: 'all', name: 'all industries' },
  { id: 'consumer', name: 'retail, consumer, e-commerce' },
  { id: 'media-entertainment', name: 'media and entertainment' },
  { id: 'non-profit', name: 'non-profit' },
  { id: 'technology', name: 'technology' },
  { id: 'telecommunications', name: 'telecommunications' },
  { id: 'education', name: 'education' },
  { id: 'financial-services', name: 'financial services' },
  { id: 'healthcare-pharmaceuticals', name: 'healthcare and pharmaceuticals' },
  { id: 'energy', name: 'energy' },
  { id: 'government', name: 'government' },
  { id: 'insurance', name: 'insurance' },
  { id: 'industrials-manufacturing', name: 'industrials and manufacturing' },
  { id: 'other', name: 'other industries' },
] as const;
export type Industry = (typeof industries)[number]['id'];

/** By number of employees; the benchmark leaves out 10 to 19. */
export const sizes = [
  { id: '1', name: '1 employee', least: 1 },
  { id: '2-9', name: '2 to 9 employees', least: 2 },
  { id: '20-99', name: '20 to 99 employees', least: 10 },
  { id: '100-499', name: '100 to 499 employees', least: 100 },
  { id: '500-999', name: '500 to 999 employees', least: 500 },
  { id: '1000-4999', name: '1,000 to 4,999 employees', least: 1000 },
  { id: '5000-9999', name: '5,000 to 9,999 employees', least: 5000 },
  { id: '10000+', name: '10,000 or more employees', least: 10_000 },
] as const;
export type Size = (typeof sizes)[number]['id'];

/** What an organisation says of itself; null = nothing. */
export type BenchmarkGroup = { readonly industry: Industry | null; readonly size: Size | null };

/** As a person writes it: any case, `_` or spaces for `-`. Null when no such industry is known. */
export function industryOf(text: string): Industry | null {
  const wanted = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return industries.find(({ id }) => id === wanted)?.id ?? null;
}

/**
 * A number of employees (`1200`), a range (`500-1999`) or an open one (`10000+`) as the group in which it, or its middle, lies. Null when
 * it is none of these.
 */
export function sizeOf(text: string): Size | null {
  const found = /^(\d{1,9})(?:\s*[-–]\s*(\d{1,9})|\+)?$/.exec(text.trim());
  if (found === null) return null;
  const low = Number(found[1]);
  const high = found[2] === undefined ? low : Number(found[2]);
  if (low < 1 || high < low) return null;
  return sizes.findLast(({ least }) => least <= (low + high) / 2)?.id ?? null;
}
