import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricList } from '../../../src/metrics/list.ts';
import { metricIds } from '../../../src/metrics/result.ts';

const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

describe('docs/metrics.md', () => {
  it('has one heading for every metric, in the order of the list', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(metricList.map((metric) => metric.id));
    expect(headings).toEqual([...metricIds]);
  });

  it('names every reason the metrics give', () => {
    const source = ['facts', 'flow-stages', ...metricIds]
      .map((name) => readFileSync(new URL(`../../../src/metrics/${name}.ts`, import.meta.url), 'utf8'))
      .join('\n');
    const reasons = [...source.matchAll(/then '([^']+)'/g)].map((match) => match[1] ?? '');
    expect(reasons.length).toBeGreaterThan(8);
    for (const reason of reasons) expect(text).toContain(`*${reason}*`);
  });
});
