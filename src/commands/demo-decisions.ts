/** What people decided in the demonstration: made on what derivation found, as somebody would, so that the ledger has something to show. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { decide } from '../delivery/decide.ts';
import type { Draft } from '../delivery/decision.ts';

const DAY = 86_400_000;

type Row = { readonly serviceId: string; readonly id: string };

const draft = (of: Pick<Draft, 'subject' | 'action' | 'note'> & Partial<Draft>): Draft => ({
  target: null,
  serviceId: null,
  restoredAt: null,
  ...of,
});

/** Services in which nothing else is planted that a decision would disturb. */
const undisturbed: readonly string[] = ['fraud-scoring', 'identity', 'orders', 'payments-gateway', 'shipping', 'stock'];

/** Proposed attributions, the newest first. */
async function proposed(db: Db): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`select service_id, incident_id as id from incident
    where state = 'proposed' and service_id = any(${undisturbed}::text[])
    order by opened_at desc, service_id, incident_id limit 3`.execute(db);
  return rows;
}

/** A deployment of the checkout of some weeks ago that nothing points at. */
async function quiet(db: Db, before: Date): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select d.deployment_id as id from deployment d where d.service_id = 'checkout'
      and d.kind = 'forward' and d.unplanned is null and d.finished_at < ${before.toISOString()}::timestamptz
      and not exists (select from failure f where f.service_id = d.service_id and f.deployment_id = d.deployment_id)
    order by d.finished_at desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/**
 * A proposal confirmed, another one said to be no deployment's doing, a deployment marked as unplanned and that taken back. The newest
 * proposal waits. Nothing where the ledger has entries of the demonstration already.
 */
export async function decideDemo(db: Db, now: Date): Promise<readonly string[]> {
  const there = await db.selectFrom('ledgerEntry').select('entryId').where('demo', '=', true).limit(1).executeTakeFirst();
  if (there !== undefined) return [];
  const [, second, third] = await proposed(db);
  const concerned: string[] = [];
  const take = async (one: Draft, daysAgo: number): Promise<string> => {
    const { entry, serviceIds } = await decide(db, one, 'local', new Date(now.getTime() - daysAgo * DAY));
    concerned.push(...serviceIds);
    return entry.entryId;
  };
  if (third !== undefined) {
    const subject = { kind: 'incident', key: third.id } as const;
    await take(
      draft({
        subject,
        action: 'not_change_related',
        serviceId: third.serviceId,
        note: 'The provider has confirmed the outage; nothing of ours had changed.',
      }),
      9,
    );
  }
  if (second !== undefined) {
    const subject = { kind: 'incident', key: second.id } as const;
    await take(
      draft({
        subject,
        action: 'confirm',
        serviceId: second.serviceId,
        note: 'It looked like the provider, but that version had doubled the requests.',
      }),
      6,
    );
  }
  const deployment = await quiet(db, new Date(now.getTime() - 20 * DAY));
  if (deployment !== null) {
    const marked = await take(
      draft({ subject: { kind: 'deployment', key: deployment }, action: 'unplanned', note: 'Asked for by support.' }),
      4,
    );
    await take(draft({ subject: { kind: 'entry', key: marked }, action: 'undo', note: 'It was on the plan after all.' }), 3);
  }
  return [...new Set(concerned)];
}
