import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveService } from '../../src/delivery/derive.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import { randomWorld } from '../support/random-world.ts';
import { worldRecords } from '../support/world.ts';
import { toServiceRecords } from '../unit/delivery/small-world.ts';

const shuffled = randomWorld().chain((world) => {
  const rows: readonly AnyRecord[] = worldRecords(world);
  return fc.tuple(fc.constant(world), fc.shuffledSubarray([...rows], { minLength: rows.length }));
});

describe('facts of random histories', () => {
  it('are the same byte for byte whatever the order of the records', () => {
    fc.assert(
      fc.property(shuffled, ([world, mixed]) => {
        expect(JSON.stringify(deriveService(toServiceRecords(world, mixed)))).toBe(JSON.stringify(deriveService(toServiceRecords(world))));
      }),
      { numRuns: 40 },
    );
  });

  it('deliver each change at most once, and never what waits; numerators lie within denominators', () => {
    fc.assert(
      fc.property(randomWorld(), (world) => {
        const facts = deriveService(toServiceRecords(world));
        const delivered = facts.deliveries.map((d) => d.sha);
        expect(new Set(delivered).size).toBe(delivered.length);
        expect(facts.undeployed.filter((u) => delivered.includes(u.sha))).toEqual([]);
        const merges = new Set(world.repositories.flatMap((r) => r.commits.filter((c) => c.parents.length > 1).map((c) => c.id)));
        expect(facts.deliveries.filter((d) => merges.has(d.title.replace('change ', '')))).toEqual([]);
        const kinds = new Map(facts.deployments.map((d) => [d.deploymentId, d.kind]));
        for (const failure of facts.failures) expect(['forward', 'baseline']).toContain(kinds.get(failure.deploymentId));
        for (const d of facts.deployments) expect(d.failed).toBe(d.recovery !== null);
        for (const child of facts.children) expect(kinds.has(child.deploymentId)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
