import { describe, expect, it } from 'vitest';
import { metricsCsv } from '../../src/commands/csv-metrics.ts';
import { metricTable } from '../../src/commands/metric-table.ts';
import type { Metric } from '../../src/metrics/result.ts';
import { groupName, incidentsInWords, partIn, parts, partWords, qualityInWords, ruleLine, taken } from '../../web/quality-words.ts';
import { qualityOf, readQuestion } from '../../web/question.ts';

const question = readQuestion({ from: '2026-01-01', service: 'shop' });
const weak = {
  score: 41.5,
  deductions: [
    { part: 'freshness', points: 20, fix: '' },
    { part: 'days collected', points: 33.3, fix: '' },
    { part: 'incidents mapped', points: 5.2, fix: '' },
  ],
  notAssessed: ['parents known'],
};

describe('quality in words', () => {
  it('says what takes most, or that nothing does, or that there is nothing to judge', () => {
    expect(qualityInWords(weak)).toBe('Quality 41.5: most is lost by days collected (−33.3)');
    expect(qualityInWords({ score: 100, deductions: [], notAssessed: [] })).toBe('Quality 100: nothing was deducted');
    expect(qualityInWords({ score: null, deductions: [], notAssessed: [] })).toMatch(/nothing to assess/);
  });

  it('tells points, none, not assessed and not applicable apart', () => {
    expect(partIn(weak, 'days collected', 'change-fail-rate')).toBe('−33.3');
    expect(partIn(weak, 'payloads understood', null)).toBe('0');
    expect(partIn(weak, 'parents known', 'change-lead-time')).toBe('not assessed');
    expect(partIn(weak, 'parents known', 'change-fail-rate')).toBe('does not apply');
    expect(partIn(weak, 'incidents mapped', 'change-lead-time')).toBe('does not apply');
    expect([taken(5.2), taken(0.4), taken(10.9), taken(40)]).toEqual(['−5.2', '−0.4', '−10.9', '−40']);
  });

  it('knows a meaning and a place for every part, those of the service by its id', () => {
    for (const { place } of parts)
      expect(place('shop', question).href).toMatch(/^\/(sources$|(deployments|changes|incidents)\?.*service=shop)/);
    expect(partWords('incidents mapped')?.place('shop', question).href).toBe('/incidents?from=2026-01-01&service=shop&state=proposed');
    expect(partWords('something new')).toBeNull();
  });

  it('writes a rule a file can hold, whatever the provider calls it', () => {
    const group = { origin: 'pagerduty', repositoryId: 'pager:', providerService: 'PSHOP', name: 'Shop\n# not: yaml', url: null, n: 1 };
    expect(ruleLine(group)).toBe('- { from: pagerduty, services: [PSHOP] }  # Shop # not: yaml');
    expect(ruleLine({ ...group, name: null, providerService: '12: {a}' })).toBe('- { from: pagerduty, services: ["12: {a}"] }');
    expect(ruleLine({ ...group, providerService: null })).toBeNull();
    expect(ruleLine({ ...group, origin: 'issues', providerService: null, name: 'acme/shop' })).toBe('repositories: [acme/shop]');
    expect(ruleLine({ ...group, origin: 'events' })).toBe('- { from: events }');
    expect(groupName({ ...group, name: null, providerService: null })).toBe('no service named');
  });

  it('counts incidents of nobody and those that wait', () => {
    const incidents = { own: 4, proposed: 1, unmapped: 2, of: 8, groups: [] };
    expect(incidentsInWords(incidents)).toBe(
      '2 of 8 incidents of its sources belong to no service; 1 of its own 4 incidents waits for a decision.',
    );
    expect(incidentsInWords({ ...incidents, unmapped: 0, own: 0, proposed: 0 })).toBe(
      'No incident of its sources is without a service; it had none of its own.',
    );
  });

  it('leads to the service where there is one, else to all of the team', () => {
    expect(qualityOf(question)).toBe('/services/shop/quality?from=2026-01-01');
    expect(qualityOf(readQuestion({ team: 'web' }))).toBe('/quality?team=web');
  });
});

describe('a provisional value on the command line', () => {
  const metric: Metric = {
    id: 'change-lead-time',
    title: 'Change lead time',
    factor: 'throughput',
    unit: 'seconds',
    better: 'lower',
    state: 'value',
    value: 3600,
    n: 40,
    interval: null,
    provisional: true,
    counts: { included: 40, excluded: {} },
    quality: weak,
    definition: '',
    series: [
      {
        from: new Date('2026-01-05Z'),
        to: new Date('2026-01-12Z'),
        partial: false,
        settling: false,
        state: 'value',
        value: 3600,
        n: 40,
        interval: null,
      },
    ],
  };
  it('is called so beside the value and in every row of the sheet', () => {
    expect(metricTable([metric])).toMatch(/1 h \(provisional\) {2}40/);
    expect(metricTable([{ ...metric, provisional: false }])).not.toContain('provisional');
    const [head = '', ...rows] = metricsCsv([metric], { from: new Date('2026-01-01Z'), to: new Date('2026-02-01Z') }, 'week').split('\r\n');
    expect(head.split(',').slice(-2)).toEqual(['provisional', 'quality']);
    expect(rows.map((row) => row.split(',').slice(-2))).toEqual([
      ['true', '41.5'],
      ['true', '41.5'],
    ]);
    for (const row of rows) expect(row.split(',')).toHaveLength(head.split(',').length);
  });
});
