import { describe, expect, it } from 'vitest';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { lean, leanPull, shapes, withoutMail } from '../../src/sources/github/scrub.ts';
import * as world from '../support/github-world.ts';

const repositoryId = 'gh:acme~shop';
const normalize = (kind: string, payload: unknown) => normalizeGithub({ repositoryId, kind, externalId: 'x', payload });
const rowOf = (kind: string, payload: unknown): object | undefined => normalize(kind, payload)[0]?.row;
const shop = () => world.repositoryWorld('acme/shop');

describe('GitHub payloads to records', () => {
  it.each([
    ['queued', 'pending'],
    ['pending', 'pending'],
    ['waiting', 'pending'],
    ['in_progress', 'running'],
    ['success', 'succeeded'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['inactive', 'inactive'],
  ])('a deployment status %s is %s', (state, expected) => {
    const payload = { id: 5, deployment_id: 7, state, created_at: '2026-01-01T00:00:00Z' };
    expect(normalize('deployment_status', payload)).toEqual([
      {
        table: 'deployment_status',
        row: { repositoryId, origin: 'deployments', externalId: '7', statusId: '5', state: expected, at: new Date('2026-01-01T00:00:00Z') },
      },
    ]);
  });

  it('takes only a positive statement of production', () => {
    const hint = (rest: world.Row) => rowOf('deployment', world.deployment(shop(), 1, '2026-01-01T00:00:00Z', rest));
    expect(hint({ production_environment: true })).toMatchObject({ productionHint: true });
    expect(hint({ production_environment: false })).toMatchObject({ productionHint: null });
    expect(hint({ production_environment: undefined })).toMatchObject({ productionHint: null });
  });

  it.each([
    ['success', ['running', 'succeeded']],
    ['failure', ['running', 'failed']],
    ['timed_out', ['running', 'failed']],
    ['startup_failure', ['running', 'failed']],
    ['cancelled', ['running', 'cancelled']],
    ['skipped', []],
    ['neutral', []],
    ['stale', []],
    ['action_required', []],
  ])('a run that ends as %s has the states %s', (conclusion, expected) => {
    const run = world.run(shop(), 4, '2026-01-01T00:00:00Z', { conclusion, updated_at: '2026-01-01T00:05:00Z' });
    const records = normalize('workflow_run', run);
    const statuses = records.flatMap((record) => (record.table === 'deployment_status' ? [record.row.state] : []));
    expect(statuses).toEqual(expected);
    expect(records.filter((record) => record.table === 'deployment_event')).toHaveLength(expected.length > 0 ? 1 : 0);
  });

  it('takes an attempt for what it is: its own start, its own id', () => {
    const rest = {
      run_attempt: 3,
      run_started_at: '2026-01-02T00:00:00Z',
      updated_at: '2026-01-01T23:59:59Z',
      path: '.github/workflows/a.yml@main',
    };
    const [event, , ended] = normalize('workflow_run', world.run(shop(), 4, '2026-01-01T00:00:00Z', rest));
    expect(event?.row).toMatchObject({ externalId: '4/3', name: '.github/workflows/a.yml', createdAt: new Date('2026-01-02T00:00:00Z') });
    // Never before it began, whatever the clocks say.
    expect(ended?.row).toMatchObject({ state: 'succeeded', at: new Date('2026-01-02T00:00:00Z') });
  });

  it('takes a run that has not begun for nothing yet', () => {
    for (const status of ['queued', 'waiting', 'pending', 'requested'])
      expect(normalize('workflow_run', world.run(shop(), 4, '2026-01-01T00:00:00Z', { status, conclusion: null }))).toEqual([]);
  });

  it('dates a release by its publication, and knows the commit of its tag', () => {
    const row = world.release(shop(), 1, 'v1', '2026-01-01T00:00:00Z', { published_at: '2026-01-05T00:00:00Z', prerelease: true });
    const payload = { ...row, tag_sha: world.sha('c1') };
    expect(rowOf('release', payload)).toMatchObject({
      sha: world.sha('c1'),
      createdAt: new Date('2026-01-05T00:00:00Z'),
      preRelease: true,
    });
    expect(rowOf('release', { ...row, target_commitish: world.sha('c2') })).toMatchObject({ sha: world.sha('c2'), branch: null });
    expect(normalize('release', { ...row, draft: true })).toEqual([]);
  });

  it('knows bots by their account or their name, and people who are gone', () => {
    const author = (user: unknown) => rowOf('pull_request', leanPull(world.pull(shop(), 1, '2026-01-01T00:00:00Z', { user })));
    expect(author(world.user('renovate', 'Bot'))).toMatchObject({ author: 'renovate', bot: true });
    expect(author(world.user('x[bot]'))).toMatchObject({ bot: true });
    expect(author(world.user('ann'))).toMatchObject({ author: 'ann', bot: false });
    expect(author(null)).toMatchObject({ author: null, bot: false });
  });

  it('leaves the trial merge of an unmerged pull request alone', () => {
    const at = '2026-01-01T00:00:00Z';
    const [open, merged] = [world.pull(shop(), 1, at), world.pull(shop(), 2, at, { merged_at: at, merge_commit_sha: world.sha('m') })];
    expect(rowOf('pull_request', open)).toMatchObject({ mergeSha: null });
    expect(leanPull(open)).toEqual(
      leanPull({ ...open, merge_commit_sha: world.sha('another trial'), base: { ref: 'main', sha: world.sha('moved') } }),
    );
    expect(rowOf('pull_request', leanPull(merged))).toMatchObject({ mergeSha: world.sha('m') });
  });

  it('ignores a pending review, and an issue that is open has not been resolved', () => {
    expect(normalize('review', { id: 1, pull_number: 2, state: 'PENDING', user: null, submitted_at: null })).toEqual([]);
    const issue = world.issue(shop(), 1, '2026-01-01T00:00:00Z', ['a'], { closed_at: '2026-01-02T00:00:00Z' });
    expect(rowOf('issue', issue)).toMatchObject({ resolvedAt: null, labels: ['a'] });
    expect(rowOf('issue', { ...issue, state: 'closed' })).toMatchObject({ resolvedAt: new Date('2026-01-02T00:00:00Z') });
  });

  it('refuses what it does not know, with the reason', () => {
    expect(() => normalize('star', {})).toThrow('no payload of the kind "star"');
    expect(() => normalize('deployment_status', { id: 1, deployment_id: 1, state: 'odd', created_at: '2026-01-01T00:00:00Z' })).toThrow(
      /"odd"/,
    );
    expect(() => normalize('commit', { sha: 'main' })).toThrow(/sha/);
    expect(() => normalize('pull_request', lean('half a body', shapes.pull_request))).toThrow();
  });
});

describe('what is kept of a payload', () => {
  it('takes e-mail addresses out of free text and leaves versions and references', () => {
    expect(withoutMail('Co-authored-by: Ann <ann.b+c@mail.example.co.uk>')).toBe('Co-authored-by: Ann <[e-mail]>');
    for (const text of ['left-pad@4.17.21', `acme/shop@${world.sha('x')}`, 'actions/checkout@v4', '@ann wrote it'])
      expect(withoutMail(text)).toBe(text);
  });

  it('is quick on long lines', () => {
    const before = performance.now();
    withoutMail(`${'a'.repeat(200_000)}@${'b.'.repeat(100_000)}`);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('keeps the listed fields of members and nothing else', () => {
    const kept = lean(
      { id: 1, user: world.user('ann'), labels: [{ name: 'a', color: 'red' }], repository: { stargazers_count: 3 } },
      shapes.issue,
    );
    expect(kept).toEqual({ id: 1, user: { login: 'ann', type: 'User' }, labels: [{ name: 'a' }] });
  });
});
