/** Looks at what is stored of a source: its last runs, who reads it now, what could not be understood; and at the queue of jobs. */

import { sql } from 'kysely';
import type { ListedSource } from '../collection/lists.ts';
import { isHeld } from '../collection/lock.ts';
import type { Db } from '../database/open.ts';
import type { Finding } from '../sources/source.ts';
import { fault, look, minuteOf, ok } from './line.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** A due source waits for the next look, within a minute, and for a free worker. */
const grace = 10 * minute;

type Scheduled = { readonly sourceId: string; readonly everySeconds: number };

/** `row` undefined: the database does not know the source yet. */
export async function examineStored(db: Db, scheduled: Scheduled, row: ListedSource | undefined, now: Date): Promise<readonly Finding[]> {
  if (row === undefined || row.state === 'never')
    return [look('state', 'It was never read.', `\`plumbline collect ${scheduled.sourceId}\`, or start \`plumbline serve\`.`)];
  return [
    stateFinding(row, await isHeld(db, `collect:${scheduled.sourceId}`)),
    ...ageFindings(row, scheduled, now),
    ...rejectedFindings(row),
  ];
}

function stateFinding(row: ListedSource, held: boolean): Finding {
  const success = row.lastSuccessAt === null ? 'never with success' : `last with success at ${minuteOf(row.lastSuccessAt)}`;
  const next = row.nextRunAt === null ? '' : `, next at ${minuteOf(row.nextRunAt)}`;
  if (row.state === 'failed')
    return fault(
      'state',
      `Its last run failed: ${row.lastError ?? 'no reason is known'} (read ${success}${next})`,
      'Do what the message says, then collect it again.',
    );
  if (row.state === 'waiting') return look('state', `It waits: ${row.stateReason ?? 'no reason is known'}`, 'It goes on by itself.');
  if (row.state === 'running' && !held)
    return look(
      'state',
      `It says that it is being read, but nobody holds its lock (read ${success}).`,
      'Its process is gone; the next look, or `plumbline collect`, goes on from there.',
    );
  return ok('state', `${row.state === 'running' ? 'It is being read now' : 'It rests'}; read ${success}${next}.`);
}

function ageFindings(row: ListedSource, { everySeconds }: Scheduled, now: Date): readonly Finding[] {
  const { lastSuccessAt, nextRunAt } = row;
  if (row.state !== 'running' && row.state !== 'waiting' && nextRunAt !== null && now.getTime() - nextRunAt.getTime() > grace)
    return [
      look(
        'schedule',
        `It was due at ${minuteOf(nextRunAt)} and nobody has read it.`,
        'Is `plumbline serve` or `plumbline work` running, with this configuration?',
      ),
    ];
  const old = Math.max(day, 3 * everySeconds * 1000);
  if (lastSuccessAt !== null && now.getTime() - lastSuccessAt.getTime() > old)
    return [
      look(
        'freshness',
        `It was last read with success at ${minuteOf(lastSuccessAt)}.`,
        'Numbers after that are not known; see its last error.',
      ),
    ];
  return [];
}

function rejectedFindings({ rejected, id }: ListedSource): readonly Finding[] {
  if (rejected === 0) return [];
  const what = rejected === 1 ? '1 payload could not be understood.' : `${rejected} payloads could not be understood.`;
  return [
    look(
      'payloads',
      what,
      `Page "Sources", or GET /api/v1/sources/${id}/rejected, names them; after an upgrade \`plumbline replay\` tries them again.`,
    ),
  ];
}

type Job = { readonly task: string; readonly n: number; readonly over: number; readonly error: string };

/** Jobs that failed. Without the queue's tables nobody has worked on this database yet. */
export async function examineJobs(db: Db): Promise<readonly Finding[]> {
  const there = await sql<{ there: boolean }>`select to_regclass('graphile_worker.jobs') is not null as there`.execute(db);
  if (there.rows[0]?.there !== true) return [ok('jobs', 'Nobody has worked on schedule here yet.')];
  const { rows } = await sql<Job>`select task_identifier as task, count(*) as n, count(*) filter (where attempts >= max_attempts) as over,
      left(split_part(max(last_error), e'\\n', 1), 200) as error
    from graphile_worker.jobs where last_error is not null group by task_identifier order by task_identifier`.execute(db);
  if (rows.length === 0) return [ok('jobs', 'No job has failed.')];
  return rows.map(({ task, n, over, error }) => {
    const what = `${n === 1 ? '1 job' : `${n} jobs`} "${task}" failed${over > 0 ? `, ${over} for good` : ''}: ${error}`;
    const advice =
      over > 0 ? 'See the log of `serve` or `work` for that time; the next look makes a new one.' : 'It is tried again by itself.';
    return over > 0 ? fault('jobs', what, advice) : look('jobs', what, advice);
  });
}
