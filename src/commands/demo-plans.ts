/** What teams of the demonstration decided after its first assessment: where they want to be, what does not apply, what they do next. */

import type { Db } from '../database/open.ts';
import type { Model } from '../maturity/model.ts';
import type { Plan } from '../maturity/plan/entry.ts';
import { writePlan } from '../maturity/plan/store.ts';

const DAY = 86_400_000;

type Planned = { readonly team: string; readonly daysAgo: number; readonly plan: (day: (daysFromNow: number) => string) => Plan };

const plans: readonly Planned[] = [
  { team: 'storefront', daysAgo: 180, plan: (day) => ({ kind: 'target', body: { dimension: 'CID', level: 4, by: day(60) } }) },
  { team: 'storefront', daysAgo: 180, plan: (day) => ({ kind: 'target', body: { dimension: 'SEC', level: 4, by: day(120) } }) },
  { team: 'storefront', daysAgo: 180, plan: () => ({ kind: 'target', body: { dimension: 'OBS', level: 3, by: null } }) },
  { team: 'payments', daysAgo: 179, plan: (day) => ({ kind: 'target', body: { dimension: 'SEC', level: 3, by: day(90) } }) },
  { team: 'payments', daysAgo: 179, plan: () => ({ kind: 'target', body: { dimension: 'DEX', level: 3, by: null } }) },
  { team: 'platform', daysAgo: 177, plan: (day) => ({ kind: 'target', body: { dimension: 'PLT', level: 4, by: day(150) } }) },
  {
    team: 'storefront',
    daysAgo: 178,
    plan: (day) => ({
      kind: 'action',
      body: {
        dimension: 'CID',
        statement: 'CID-5a',
        title: 'Open a preview for every change of the web shop',
        owner: 'Storefront, platform guild',
        due: day(-60),
        measure: 'Environments for trying changes, made in 90 days: at least one a week',
        state: 'done',
      },
    }),
  },
  {
    team: 'payments',
    daysAgo: 9,
    plan: (day) => ({
      kind: 'action',
      body: {
        dimension: 'SEC',
        statement: 'SEC-3a',
        title: 'Scan every change of the gateway and of fraud scoring',
        owner: 'Payments, security partner',
        due: day(45),
        measure: 'Share of merged changes that a security check looked at: 80 % or more',
        state: 'open',
      },
    }),
  },
  {
    team: 'payments',
    daysAgo: 9,
    plan: (day) => ({
      kind: 'action',
      body: {
        dimension: 'DEX',
        statement: 'DEX-3a',
        title: 'Halve the time the settlement tests take',
        owner: 'Payments',
        due: day(30),
        measure: 'Duration of the pipeline, 75th percentile: 15 minutes or less',
        state: 'open',
      },
    }),
  },
  {
    team: 'apps',
    daysAgo: 170,
    plan: (day) => ({
      kind: 'exemption',
      body: {
        statement: 'REL-2a',
        owner: 'Apps',
        reason: 'An app on a phone has no second copy; its back ends belong to other teams.',
        until: day(190),
      },
    }),
  },
];

/** In the order in which they were decided. */
export async function planDemo(db: Db, model: Model, now: Date): Promise<void> {
  const day = (daysFromNow: number): string => new Date(now.getTime() + daysFromNow * DAY).toISOString().slice(0, 10);
  for (const { team, daysAgo, plan } of plans.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    const at = new Date(now.getTime() - daysAgo * DAY);
    await writePlan({ db, model, author: 'local', now: at, demo: true }, team, plan(day));
  }
}
