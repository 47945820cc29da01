import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { replay } from '../../src/collection/replay.ts';
import { type Received, receivePush } from '../../src/collection/webhook.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { openGithubReceive } from '../../src/sources/github/webhook.ts';
import { lifeRepository, lifeSteps, lifeWorld, type Told } from '../support/github-life.ts';
import { type GithubRun, githubRun, githubSource } from '../support/github-run.ts';
import { type GithubServer, githubServer } from '../support/github-server.ts';
import type { RepositoryWorld } from '../support/github-world.ts';
import { memoryService } from '../support/memory-source.ts';
import { snapshot } from '../support/snapshot.ts';
import { githubHeaders } from '../support/webhook.ts';

const secret = 'secret of the test';
const now = new Date('2026-02-12T12:00:00Z');
const repositoryId = `${githubSource}:acme~app`;
const receive = openGithubReceive({
  sourceId: githubSource,
  repositories: [lifeRepository],
  since: null,
  issueLabels: ['incident'],
  workflowRuns: true,
  objects: new Set(['deployments', 'releases', 'tags']),
  secrets: [secret],
});
const catalog = {
  sources: [{ sourceId: githubSource, kind: 'github', url: 'http://127.0.0.1', demo: false, settingsHash: '1' }],
  teams: [{ teamId: 'web', name: 'Web' }],
  services: [
    memoryService('app', {
      repositories: [{ repositoryId, name: lifeRepository, paths: null }],
      deployments: [
        { from: 'deployments' },
        { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main', environment: 'production' },
        { from: 'releases', tag: 'v*' },
      ],
      incidents: [{ from: 'issues', labels: ['incident'], windowSeconds: 86_400 }],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true },
    }),
  ],
} as const;

/** A provider with a history under way, and a product that is told of it and asks for it. */
type Meeting = {
  readonly world: RepositoryWorld;
  readonly github: GithubRun;
  /** The next step happens at the provider. */
  readonly advance: () => void;
  readonly told: readonly (Told & { readonly id: string })[];
  readonly deliver: (nth: number) => Promise<Received>;
  readonly poll: () => Promise<void>;
};

const open: { server: GithubServer; github: GithubRun }[] = [];
afterEach(async () => {
  for (const { server, github } of open.splice(0)) {
    await server.close();
    await github.database.close();
  }
});

async function meet(): Promise<Meeting> {
  const world = lifeWorld();
  const server = await githubServer(world);
  const github = await githubRun({ url: server.url, repositories: [lifeRepository], issueLabels: ['incident'] });
  open.push({ server, github });
  await syncCatalog(github.database.db, catalog);
  const told: (Told & { id: string })[] = [];
  let steps = 0;
  let turns = 0;
  return {
    world,
    github,
    told,
    advance: () => {
      const deliveries = lifeSteps[steps]?.(world) ?? [];
      told.push(...deliveries.map((delivery, i) => ({ ...delivery, id: `${steps}-${i}` })));
      steps += 1;
    },
    deliver: async (nth) => {
      const delivery = told[nth];
      if (delivery === undefined) throw new Error(`Nothing was told as number ${nth}.`);
      const { event, body, id } = delivery;
      const news = await receive({ headers: githubHeaders(body, event, id, secret), body: Buffer.from(body) }, now);
      return await receivePush(github.database.db, { sourceId: githubSource, normalize: normalizeGithub }, news, now);
    },
    poll: async () => {
      turns += 1;
      expect(await github.run({}, { now: new Date(now.getTime() + turns * 60_000) })).toMatchObject({ outcome: 'done', rejected: 0 });
    },
  };
}

async function everything({ github }: Meeting): Promise<string> {
  const { db } = github.database;
  await deriveDirty(db, { now });
  return await snapshot(db, { facts: true });
}

/** Everything has happened, everything is delivered, and the lists are read once more at `pollAt` and in the end. */
async function finish(meeting: Meeting, order: readonly number[], pollAt: number | null): Promise<void> {
  while (meeting.told.length < deliveries) meeting.advance();
  for (const [i, nth] of order.entries()) {
    if (i === pollAt) await meeting.poll();
    await meeting.deliver(nth);
  }
  await meeting.poll();
}

const deliveries = (() => {
  const world = lifeWorld();
  return lifeSteps.flatMap((step) => step(world)).length;
})();
const inOrder = Array.from({ length: deliveries }, (_, nth) => nth);

/** What comes of deliveries that arrive as they are made, and one reading. */
async function orderly(): Promise<string> {
  const meeting = await meet();
  await finish(meeting, inOrder, null);
  return await everything(meeting);
}

type Move = { readonly kind: 'advance' | 'deliver' | 'poll'; readonly by: number };
const moves = fc.array(
  fc.record({ kind: fc.constantFrom<Move['kind']>('advance', 'advance', 'advance', 'deliver', 'deliver', 'poll'), by: fc.nat({ max: 7 }) }),
  { maxLength: 16 },
);
const orders = fc
  .tuple(fc.shuffledSubarray([...inOrder], { minLength: deliveries }), fc.array(fc.nat({ max: deliveries - 1 }), { maxLength: 10 }))
  .map(([all, again]) => [...all, ...again]);

async function play(meeting: Meeting, { kind, by }: Move): Promise<void> {
  const known = meeting.told.length;
  if (kind === 'poll') await meeting.poll();
  else if (kind === 'deliver') {
    if (known > 0) await meeting.deliver(by % known);
  } else for (let i = 0; i < by; i += 1) meeting.advance();
}

describe('a deployment that was deleted at GitHub', () => {
  it('stays so when its last status is told late', async () => {
    const meeting = await meet();
    const { world, github, told } = meeting;
    const queued = (): number => told.findIndex(({ event, body }) => event === 'deployment_status' && body.includes('"queued"'));
    while (queued() < 0) meeting.advance();
    await meeting.poll();
    world.deployments.splice(0);
    await meeting.poll();
    await meeting.deliver(queued());
    const { rows } = await sql<{ id: string; removed: boolean }>`select external_id as id, removed from deployment_event
      where origin = 'deployments' order by 1`.execute(github.database.db);
    expect(rows).toEqual([
      { id: '50', removed: false },
      { id: '51', removed: true },
    ]);
  });
});

describe('deliveries in any order, some of them twice, between readings at any moment', () => {
  it('end in the same records and facts, and a replay makes them again byte for byte', async () => {
    const expected = await orderly();
    await fc.assert(
      fc.asyncProperty(moves, orders, fc.nat({ max: deliveries }), async (before, order, pollAt) => {
        const meeting = await meet();
        for (const move of before) await play(meeting, move);
        await finish(meeting, order, pollAt);
        expect(await everything(meeting)).toBe(expected);
        const { db } = meeting.github.database;
        const whole = await snapshot(db, { facts: true, fetchedAt: true });
        await replay(db, { github: normalizeGithub });
        await deriveDirty(db, { now, rebuild: true });
        expect(await snapshot(db, { facts: true, fetchedAt: true })).toBe(whole);
      }),
      { numRuns: 6, interruptAfterTimeLimit: 30_000 },
    );
  }, 120_000);
});
