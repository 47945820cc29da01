import { describe, expect, it } from 'vitest';
import { judge } from '../../bench/attribution/judge.ts';
import { past } from '../../bench/attribution/past.ts';
import { score } from '../../bench/attribution/score.ts';

describe('a year of incidents with known causes', () => {
  it('is laid to the true deployments far more precisely than by the rule of peers, at their recall', () => {
    const lives = past(1, 'half');
    const judged = lives.flatMap((life) => judge(life, [life]).judged);
    expect(judged).toHaveLength(2000);
    const ours = score(judged, (j) => ((j.ours.confidence ?? 0) >= 0.5 ? j.ours.blamed : null), 1);
    const peers = score(judged, (j) => j.peers['latest of the service'], 1);
    expect(ours.precision).toBeGreaterThan(1.4 * peers.precision);
    expect(ours.recall).toBeGreaterThan(peers.recall - 0.05);
  });

  it('is the same for the same seed', () => {
    const told = (seed: number): string =>
      JSON.stringify(past(seed, 'few').map((life) => life.incidents.map((i) => [i.openedAt, i.resolvedAt, i.cause])));
    expect(told(2)).toBe(told(2));
    expect(told(2)).not.toBe(told(3));
  });
});
