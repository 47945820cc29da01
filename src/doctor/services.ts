/** Looks at services: what was not derived yet, and data of low quality. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { defaultWindow } from '../domain/zoned.ts';
import { provisionalBelow } from '../metrics/quality.ts';
import { listQuality } from '../metrics/quality-services.ts';
import type { Finding } from '../sources/source.ts';
import { look, ok } from './line.ts';

/** No more services than this are named. */
const mostNamed = 20;

const services = (n: number): string => (n === 1 ? '1 service' : `${n} services`);

/** Quality over the last 90 days, as the pages show it. */
export async function examineServices(db: Db, zone: string, now: Date): Promise<readonly Finding[]> {
  const question = { serviceId: null, window: defaultWindow(now, zone), zone, now };
  const ask = (provisional: boolean | undefined) =>
    listQuality(db, question, { teamId: null, sort: 'score', order: 'asc', limit: mostNamed, provisional });
  const { total } = await ask(undefined);
  if (total === null || total === 0)
    return [look('services', 'No service is configured.', 'Name them under "services" in plumbline.yaml.')];
  const weak = await ask(true);
  const rest = (weak.total ?? 0) - weak.items.length;
  const found = weak.items.map(({ serviceName, score, metrics, biggest }) => {
    const lowest = Math.min(...[score, ...Object.values(metrics)].filter((one) => one !== null));
    const most = biggest === null ? '' : ` Most is lost by "${biggest.part}" (−${biggest.points}).`;
    return look(
      `service ${serviceName}`,
      `Data quality of "${serviceName}" is ${lowest}: its values are provisional.${most}`,
      biggest?.fix ?? 'See the page "Quality".',
    );
  });
  if (rest > 0)
    found.push(look('quality', `${services(rest)} more have values that are provisional.`, 'The page "Quality" lists all of them.'));
  if (found.length === 0) found.push(ok('quality', `Of ${services(total)} none has data quality below ${provisionalBelow}.`));
  return [...(await dirtyFindings(db)), ...found];
}

async function dirtyFindings(db: Db): Promise<readonly Finding[]> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from dirty_service`.execute(db);
  const n = rows[0]?.n ?? 0;
  if (n === 0) return [ok('facts', 'All facts are derived.')];
  return [
    look(
      'facts',
      `${services(n)} ${n === 1 ? 'has' : 'have'} news that is not derived yet.`,
      '`plumbline serve` and `work` do so within a minute; `plumbline derive` does it now.',
    ),
  ];
}
