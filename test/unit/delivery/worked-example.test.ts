import { describe, expect, it } from 'vitest';
import { deriveService } from '../../../src/delivery/derive.ts';
import { workedExample } from '../../support/worked-example.ts';
import { workedHistory, workedKinds, workedLeadTimes } from '../../support/worked-history.ts';
import { shaOf } from '../../support/world.ts';
import { each, failures, kinds, toServiceRecords } from './small-world.ts';

describe('the worked example of the definitions', () => {
  const facts = deriveService(toServiceRecords(workedExample));
  const commit = (id: string): string => shaOf('acme/shop', id);

  it('gives the kinds', () => {
    expect(kinds(facts)).toEqual({
      '1': 'baseline',
      '2': 'forward',
      '3': 'forward',
      '4': 'rollback',
      '5': 'forward',
      '6': 'forward',
      '7': 'forward',
      '8': null,
      '9': null,
    });
    expect(each(facts, (d) => `${d.tier} ${d.outcome}`)).toMatchObject({ '8': 'production failed', '9': 'staging succeeded' });
  });

  it('gives the change lead times', () => {
    const hours = facts.deliveries
      .filter((d) => d.kind === 'forward')
      .map((d): [string, number] => [d.sha, (d.finishedAt.getTime() - d.authoredAt.getTime()) / 3_600_000]);
    expect(Object.fromEntries(hours)).toEqual({
      [commit('b')]: 27,
      [commit('c')]: 3,
      [commit('d')]: 24,
      [commit('e')]: 2,
      [commit('f')]: 1,
    });
    expect(facts.deliveries.filter((d) => d.kind === 'baseline').map((d) => d.sha)).toEqual([commit('a')]);
    expect(facts.undeployed).toEqual([]);
  });

  it('finds what failed, by which rung, and when it was restored', () => {
    expect(failures(facts)).toEqual(['3 incident 0.9', '3 rollback 0.9', '6 incident 0.9', '6 revert 0.9']);
    expect(facts.incidents.map((i) => [i.rung, i.state])).toEqual([
      [3, 'counted'],
      [3, 'counted'],
      [null, 'not_change_related'],
    ]);
    const failed = facts.deployments.filter((d) => d.failed);
    expect(failed.map((d) => [d.finishedAt?.toISOString(), d.restoredAt?.toISOString(), d.recovery, d.detectedAt?.toISOString()])).toEqual([
      ['2026-03-05T15:00:00.000Z', '2026-03-05T16:30:00.000Z', 'restored', '2026-03-05T15:20:00.000Z'],
      ['2026-03-09T10:00:00.000Z', '2026-03-10T13:05:00.000Z', 'restored', '2026-03-09T18:00:00.000Z'],
    ]);
  });

  it('finds what was unplanned', () => {
    expect(Object.entries(each(facts, (d) => d.unplanned)).filter(([, reason]) => reason !== null)).toEqual([
      ['4', 'rollback'],
      ['7', 'revert'],
    ]);
  });
});

describe('the second worked history', () => {
  const facts = deriveService(toServiceRecords(workedHistory));

  it('gives the kinds and the lead times', () => {
    expect(kinds(facts)).toEqual(workedKinds);
    const found = facts.deliveries
      .filter((d) => d.kind === 'forward')
      .map((d): [string, number] => [d.sha, (d.finishedAt.getTime() - d.authoredAt.getTime()) / 1000]);
    const expected = Object.entries(workedLeadTimes).map(([id, s]): [string, number] => [
      shaOf(id.startsWith('g') ? 'acme/mono' : 'acme/portal', id),
      s,
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(facts.undeployed.map((u) => u.sha)).toEqual([shaOf('acme/portal', 'p7')]);
  });

  it('attributes the incidents', () => {
    expect(facts.incidents.map((i) => [i.incidentId.split(':').at(-1), i.rung, i.confidence, i.deploymentId?.split(':').at(-1)])).toEqual([
      ['50', 3, 0.9, '110'],
      ['51', 4, 0.6, '109'],
      ['52', 4, 0.4, '203'],
    ]);
  });
});
