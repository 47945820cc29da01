/**
 * The spread of 1,000 services beside the plain answer about all of them together, which reads the same facts: how much more does it
 * cost to answer for each? Both in turns, from one database with a year of facts; window of 90 days, compared with the one before.
 *
 *   npx tsx bench/spread.ts [deploymentsPerService=52] [changesPerDeployment=7] [rounds=5]
 */

import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { migrate } from '../src/database/migrate.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import type { Scope } from '../src/domain/scope.ts';
import { answerMetrics } from '../src/metrics/answer.ts';
import { answerSpread } from '../src/metrics/spread.ts';
import { temporaryFolder } from '../test/support/temporary.ts';
import { makeOrganisation } from './thousand.ts';

const [deploymentsPerService = 52, changesPerDeployment = 7, rounds = 5] = process.argv.slice(2).map(Number);
const services = 1000;
const now = new Date('2026-11-23T06:40:00Z');
const scope: Scope = {
  window: { from: new Date('2026-08-25T00:00:00Z'), to: new Date('2026-11-23T00:00:00Z') },
  zone: 'Europe/Berlin',
  bucket: 'week',
  serviceId: null,
  teamId: null,
  clock: 'authored',
  bots: 'included',
  comparePrevious: true,
  now,
};

type Candidate = { readonly name: string; readonly ask: (database: Database) => Promise<unknown> };
const candidates: readonly Candidate[] = [
  { name: 'plain answer', ask: ({ db }) => answerMetrics(db, scope) },
  { name: 'plain answer with trend', ask: ({ db }) => answerMetrics(db, scope, undefined, { trend: true }) },
  {
    name: 'answer of one service with trend',
    ask: ({ db }) => answerMetrics(db, { ...scope, serviceId: 'service-0500' }, undefined, { trend: true }),
  },
  { name: 'spread', ask: ({ db }) => answerSpread(db, scope) },
  { name: 'spread with trend', ask: ({ db }) => answerSpread(db, scope, { trend: true }) },
  { name: 'spread of a team with trend', ask: ({ db }) => answerSpread(db, { ...scope, teamId: 'team-7' }, { trend: true }) },
];

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(database: Database): Promise<void> {
  const times = new Map(candidates.map(({ name }): [string, number[]] => [name, []]));
  // One round before the first, to warm up.
  for (let round = 0; round <= rounds; round += 1)
    for (const { name, ask } of candidates) {
      const started = performance.now();
      await ask(database);
      if (round > 0) times.get(name)?.push(performance.now() - started);
    }
  const plain = median(times.get('plain answer') ?? []);
  for (const [name, list] of times)
    console.log(
      `${name.padEnd(36)} ${median(list).toFixed(0).padStart(7)} ms   ${(median(list) / plain).toFixed(2).padStart(6)} × the plain answer`,
    );
}

const dataFolder = temporaryFolder('bench-spread');
const database = await openDatabase({ databaseUrl: null, dataFolder });
try {
  await migrate(database);
  await makeOrganisation(database.db, { services, deploymentsPerService, changesPerDeployment }, now);
  const { rows } = await sql<{ deployments: number; deliveries: number }>`
    select (select count(*) from deployment) as deployments, (select count(*) from delivery) as deliveries`.execute(database.db);
  console.log(
    `${services} services, ${rows[0]?.deployments} deployments, ${rows[0]?.deliveries} deliveries in a year; median of ${rounds}`,
  );
  await measure(database);
} finally {
  await database.close();
  await rm(dataFolder, { recursive: true, force: true });
}
