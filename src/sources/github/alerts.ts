/** Security alerts: when they were opened and closed and how severe they are, never what they found. */

import { z } from 'zod';
import type { ReadObject } from './asked.ts';
import { address, newestFirst, numberOf, subjectOf, textOf } from './lists.ts';
import { lean, shapes } from './scrub.ts';

export const alertKinds = ['dependabot_alerts', 'code_scanning_alerts', 'secret_scanning_alerts'] as const;
type AlertKind = (typeof alertKinds)[number];

const kinds = {
  dependabot_alerts: { path: '/dependabot/alerts', shape: shapes.dependabot_alert, kind: 'dependabot_alert', query: {} },
  code_scanning_alerts: { path: '/code-scanning/alerts', shape: shapes.code_scanning_alert, kind: 'code_scanning_alert', query: {} },
  // The secret itself is asked not to be sent.
  secret_scanning_alerts: {
    path: '/secret-scanning/alerts',
    shape: shapes.secret_scanning_alert,
    kind: 'secret_scanning_alert',
    query: { hide_secret: 'true' },
  },
} as const;

const position = z.object({
  complete: z.string().nullable(),
  walk: z.object({ top: z.string().nullable(), next: z.string() }).nullable(),
});

/** All of them the first time, later those that were updated. A first reading that is cut short begins again. */
export function readAlerts(object: AlertKind): ReadObject {
  const { path, shape, kind, query } = kinds[object];
  return async function* (reading, before) {
    const { repositoryId } = reading.target;
    const firstUrl = address(reading, path, { sort: 'updated', direction: 'desc', per_page: '100', ...query });
    const stamp = (row: Readonly<Record<string, unknown>>) => textOf(row, 'updated_at') ?? textOf(row, 'created_at');
    const known = position.safeParse(before);
    let place = known.success ? known.data : null;
    let validators: readonly NonNullable<Awaited<ReturnType<typeof reading.context.validator>>>[] = [];
    for await (const news of newestFirst({ reading, firstUrl, subject: subjectOf(reading, object), stamp, floor: null }, place)) {
      const items = news.rows.map((row) => ({
        repositoryId,
        kind,
        externalId: String(numberOf(row, 'number')),
        payload: lean(row, shape),
      }));
      validators = [...validators, ...news.validators];
      place = news.position;
      yield { repositoryId, object, items };
    }
    return { place, validators };
  };
}
