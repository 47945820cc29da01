import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practiceObjects } from '../../src/domain/practices.ts';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { type GithubRun, githubRun } from '../support/github-run.ts';
import { type ReplayServer, recordedFolder, recordedThere, replayServer } from '../support/replay-server.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';

const repositories = ['panjf2000/ants', 'facebook/OpenBIC'];
const ants = 'gh:panjf2000~ants';
const openBic = 'gh:facebook~OpenBIC';
const there = recordedThere ? '' : ' (skipped: ../shared/recorded is not there)';

const read = (path: string): unknown => JSON.parse(readFileSync(`${recordedFolder}/${path}`, 'utf8'));
/** The expected rows of one of DevLake's own mapping tests. */
const oracle = (name: string, list: string): readonly Record<string, unknown>[] =>
  // Every oracle file has this shape.
  (read(`oracles/devlake.extract.github_${name}.json`) as { expected: Record<string, Record<string, unknown>[]> }).expected[list] ?? [];
const instant = (at: unknown): string | null => (at instanceof Date ? at.toISOString().replace('.000Z', 'Z') : null);

describe.skipIf(!recordedThere)(`recorded GitHub histories over HTTP${there}`, () => {
  let server: ReplayServer;
  let github: GithubRun;

  beforeAll(async () => {
    server = await replayServer(['--require-auth']);
    github = await githubRun({ url: server.url, repositories, issueLabels: ['bug', 'Question'] });
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null, rejected: 0 });
  });
  afterAll(async () => {
    await github.database.close();
    await server.close();
  });

  const rows = async (table: string, repositoryId: string): Promise<readonly Record<string, unknown>[]> =>
    (
      await sql<Record<string, unknown>>`select * from ${sql.table(table)} where repository_id = ${repositoryId}`.execute(
        github.database.db,
      )
    ).rows;

  it('collects every object of both', async () => {
    const count = async (table: string) => (await rows(table, ants)).length;
    expect(await count('pull_request')).toBe(49);
    // 31 are recorded, one of them twice.
    expect(await count('review')).toBe(30);
    const events = await rows('deployment_event', ants);
    expect(events.filter((event) => event.origin === 'releases')).toHaveLength(30);
    expect(events.filter((event) => event.origin === 'tags')).toHaveLength(30);
    expect(events.filter((event) => event.origin === 'releases').every((event) => event.sha !== null)).toBe(true);
    const originals = (await rows('pull_request_commits', ants)).flatMap((list) => list.shas as string[]);
    expect(originals).toHaveLength(90);
    const shas = new Set((await rows('commit', ants)).map((commit) => commit.sha));
    const recorded = read('replay/github/panjf2000/ants/commits.json') as { sha: string }[];
    expect(shas).toEqual(new Set([...recorded.map((commit) => commit.sha), ...originals]));
    expect((await rows('incident_event', ants)).length).toBeGreaterThan(0);
  });

  it('follows deployments to commits on another branch', async () => {
    const commits = new Map((await rows('commit', openBic)).map((commit) => [commit.sha, String(commit.message)]));
    const deployed = (await rows('deployment_event', openBic)).filter((event) => event.origin === 'deployments');
    expect(deployed).toHaveLength(7);
    for (const { sha } of deployed) expect(commits.get(sha)).toMatch(/facebook\/OpenBIC@[0-9a-f]{40}/);
    expect(await rows('deployment_status', openBic)).toHaveLength(11);
  });

  it('says which days are covered', async () => {
    const cells = await rows('coverage', ants);
    const objects = new Set(cells.map((cell) => cell.object));
    const history = ['branches', 'commits', 'deployments', 'issues', 'pull_requests', 'releases', 'tags', 'workflow_runs'];
    expect([...objects].sort()).toEqual([...history, ...practiceObjects].sort());
    // The recording has none of alerts and protection: not found is not readable, and no failure of the run.
    const failed = new Set(cells.filter((cell) => cell.state === 'failed').map((cell) => cell.object));
    expect([...failed].filter((object) => history.includes(String(object)))).toEqual([]);
    expect(failed).toContain('dependabot_alerts');
    expect(failed).not.toContain('checks');
    const { rows: days } = await sql<{ object: string; first: string; n: number }>`select object, min(day)::text as first, count(*) as n
      from coverage where repository_id = ${ants} and state = 'fetched' group by object order by object`.execute(github.database.db);
    const releases = read('replay/github/panjf2000/ants/releases.json') as { published_at: string }[];
    const published = new Set(releases.map((release) => release.published_at.slice(0, 10)));
    const first = [...published].sort()[0];
    expect(days.find((day) => day.object === 'releases')).toEqual({ object: 'releases', first, n: published.size });
  });

  it('fetches no body and writes no row when nothing changed', async () => {
    await server.control({ resetCounters: true });
    const before = await writtenBy(github.database.db, [...restingTables, 'http_validator', 'collection_cursor']);
    expect(await github.run()).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
    const requests = await server.log();
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.filter((request) => request.bytes > 0 || !request.notModified)).toEqual([]);
    expect(await writtenBy(github.database.db, [...restingTables, 'http_validator', 'collection_cursor'])).toBe(before);
  });

  it('keeps no e-mail address and no avatar', async () => {
    const { rows: found } = await sql<{ n: number }>`select count(*) as n from raw_record
      where payload ~* '[\w.+-]+@[a-z0-9-]+\.[a-z]{2,}' or payload like '%avatar%'`.execute(github.database.db);
    expect(found[0]?.n).toBe(0);
  });

  it('agrees with DevLake on pull requests, but for the trial merges of unmerged ones', async () => {
    const pulls = new Map((await rows('pull_request', ants)).map((pull) => [pull.number, pull]));
    for (const expected of oracle('pulls', 'pullRequests')) {
      const pull = pulls.get(expected.number);
      expect({
        number: pull?.number,
        createdAt: instant(pull?.openedAt),
        mergedAt: instant(pull?.mergedAt),
        closedAt: instant(pull?.closedAt),
        headRef: pull?.branch,
        baseRef: pull?.target,
        headSha: pull?.headSha,
        author: pull?.author,
        mergeCommitSha: pull?.mergeSha,
      }).toEqual({
        number: expected.number,
        createdAt: expected.createdAt,
        mergedAt: expected.mergedAt,
        closedAt: expected.closedAt,
        headRef: expected.headRef,
        baseRef: expected.baseRef,
        headSha: expected.headSha,
        author: expected.author,
        // GitHub keeps the commit of a trial merge there, which moves with the target branch and is on no branch.
        mergeCommitSha: expected.status === 'MERGED' ? expected.mergeCommitSha : null,
      });
    }
  });

  it('agrees with DevLake on the commits of pull requests', async () => {
    const ids = new Map(
      (await rows('raw_record', ants))
        .filter((raw) => raw.kind === 'pull_request')
        .map((raw) => [raw.externalId, JSON.parse(String(raw.payload)).id]),
    );
    const authored = new Map((await rows('commit', ants)).map((commit) => [commit.sha, instant(commit.authoredAt)]));
    const ours = (await rows('pull_request_commits', ants)).flatMap(({ number, shas }) =>
      (shas as string[]).map((sha) => `${ids.get(String(number))} ${sha} ${authored.get(sha)}`),
    );
    const theirs = oracle('pull_commits', 'pullRequestCommits').map((row) => `${row.pullNumberId} ${row.sha} ${row.authoredAt}`);
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('agrees with DevLake on deployments that have a history, and does not take supersession for the end', async () => {
    const statuses = await rows('deployment_status', openBic);
    const events = new Map((await rows('deployment_event', openBic)).map((event) => [event.sha, event]));
    for (const expected of oracle('deployments', 'deployments')) {
      const event = events.get(expected.sha);
      const own = statuses.filter((status) => status.origin === 'deployments' && status.externalId === event?.externalId);
      const success = own.find((status) => status.state === 'succeeded');
      expect([event?.environment, instant(event?.createdAt)]).toEqual([expected.environment, expected.createdAt]);
      // Only `inactive` is known of the others: DevLake dates them by it, up to nine days late.
      if (success === undefined)
        expect(own.map((status) => [status.state, instant(status.at)])).toEqual([['inactive', expected.finishedAt]]);
      // One was recorded with its update a second after its success.
      else expect(Math.abs(Date.parse(String(expected.finishedAt)) - (success.at as Date).getTime())).toBeLessThanOrEqual(1000);
    }
  });

  it('agrees with DevLake on workflow runs, but takes a cancelled one for cancelled', () => {
    const recorded = ['actions_runs', 'actions_runs.edited'].flatMap(
      (file) => read(`replay/github/panjf2000/ants/${file}.json`) as { id?: number; data?: { id: number } }[],
    );
    const byId = new Map(recorded.map((row) => row.data ?? row).map((run) => [String(run.id), run]));
    const results: Record<string, string> = { succeeded: 'SUCCESS', failed: 'FAILURE', cancelled: 'FAILURE' };
    for (const expected of oracle('runs', 'pipelines')) {
      const records = normalizeGithub({
        repositoryId: ants,
        kind: 'workflow_run',
        externalId: String(expected.runId),
        payload: byId.get(String(expected.runId)),
      });
      const statuses = records.flatMap((record) => (record.table === 'deployment_status' ? [record.row] : []));
      const ended = statuses.find((status) => status.state !== 'running');
      expect(ended === undefined ? null : results[ended.state], `run ${expected.runId}`).toBe(expected.result);
      if (ended === undefined) continue;
      expect([instant(statuses[0]?.at), instant(ended.at)]).toEqual([expected.startedAt, expected.finishedAt]);
      expect(ended.state === 'cancelled').toBe(expected.originalResult === 'cancelled');
    }
  });

  it('gives byte-identical records through faults', async () => {
    const faulty = await replayServer([
      '--require-auth',
      '--fault-every',
      '3',
      '--fault',
      '502,secondary403,429,truncate',
      '--retry-after',
      '1',
    ]);
    const other = await githubRun({ url: faulty.url, repositories, issueLabels: ['bug', 'Question'] });
    try {
      expect(await other.run()).toMatchObject({ outcome: 'done', error: null, rejected: 0 });
      expect(await snapshot(other.database.db)).toBe(await snapshot(github.database.db));
      const faults = new Set((await faulty.log()).map((request) => request.fault));
      expect(faults).toEqual(new Set(['429', '502', 'secondary403', 'truncate', null]));
      expect(other.waits.some((wait) => /secondary rate limit/.test(wait))).toBe(true);
    } finally {
      await other.database.close();
      await faulty.close();
    }
  });
});
