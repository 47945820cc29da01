/** Accounts of incident providers that are read: what was collected of one that was taken out of the configuration no longer speaks. */

import type { Db } from '../database/open.ts';
import { sourceKey } from '../domain/keys.ts';

/** By the keys their records carry. A source under another name is another source, and tells the same incidents again. */
export async function pagerAccounts(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('source').select('sourceId').where('kind', '=', 'pagerduty').orderBy('sourceId').execute();
  return rows.map(({ sourceId }) => sourceKey(sourceId));
}
