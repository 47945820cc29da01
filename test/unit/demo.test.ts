import { describe, expect, it } from 'vitest';
import { demoBehaviours } from '../../src/demo/organisation.ts';
import { demoLife } from '../../src/demo/pages.ts';

const DAY = 86_400_000;

/** What a window of 90 days ending at `now` holds of a service: changes (commits), production deployments, failures of users. */
function windowOf(serviceId: string, now: Date) {
  const index = demoBehaviours.findIndex(({ parts }) => parts[0].serviceId === serviceId);
  const life = demoLife(index, now);
  const from = now.getTime() - 90 * DAY;
  const inside = (at: Date | null): boolean => at !== null && at.getTime() >= from && at < now;
  return {
    changes: life.pulls.filter((p) => inside(p.mergedAt)).reduce((n, p) => n + p.originals.length, 0),
    deployments: life.deployments.filter((d) => d.production && d.state === 'success' && inside(d.finishedAt)).length,
    incidents: life.incidents.filter((i) => i.closedAt !== null && inside(i.openedAt)).length,
  };
}

describe('the demonstration, whenever it is made', () => {
  // A year of days on which somebody may start it.
  const days = Array.from({ length: 37 }, (_, i) => new Date(Date.parse('2026-01-03T09:00:00Z') + i * 10 * DAY));

  it('shows every metric of checkout with a value', () => {
    for (const now of days) {
      const found = windowOf('checkout', now);
      // Six recoveries are needed; a failure may be finished before the window or hidden by another.
      expect({ now, enough: found.changes >= 40 && found.deployments >= 30 && found.incidents >= 7 }).toEqual({ now, enough: true });
    }
  });

  it('shows too little data of ledger: some, but too few', () => {
    for (const now of days) {
      const found = windowOf('ledger', now);
      expect({ now, few: found.deployments >= 1 && found.changes <= 5 && found.deployments <= 4 }).toEqual({ now, few: true });
    }
  });
});
