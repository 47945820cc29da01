/**
 * A world: one service's history written down neutrally, as a person would on paper. `worldRecords` turns it into records,
 * `oracle.ts` computes from it, naively, what the product must answer. Neither looks at how the product derives.
 */

import { createHash } from 'node:crypto';
import { repositoryKey } from '../../src/domain/keys.ts';
import type { AnyRecord, DeploymentState } from '../../src/domain/records.ts';
import type { Service } from '../../src/domain/service.ts';

export type WorldCommit = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly authored: string;
  readonly committed?: string;
  readonly message?: string;
  /** Does it touch the service (path globs)? Default true. */
  readonly ours?: boolean;
  readonly author?: string;
};

export type WorldPull = {
  readonly number: number;
  readonly title?: string;
  readonly body?: string;
  readonly branch?: string;
  readonly labels?: readonly string[];
  readonly opened: string;
  readonly merged: string;
  readonly method: 'merge' | 'squash' | 'rebase';
  /** Commit ids as the provider lists them: oldest first, merges and commits of the target included. */
  readonly originals: readonly string[];
  readonly merge: string;
  readonly author?: string;
  /** When it became ready for review; default: the provider does not tell. */
  readonly ready?: string;
  readonly draft?: boolean;
  /** `by` null = an account that is gone. */
  readonly reviews?: readonly { readonly by: string | null; readonly at: string; readonly bot?: boolean }[];
};

export type WorldEvent = {
  readonly id: string;
  readonly from: 'deployments' | 'workflow_runs';
  readonly place: string;
  readonly commit: string;
  readonly created: string;
  readonly statuses: readonly (readonly [DeploymentState, string])[];
};

export type WorldIssue = {
  readonly repository: string;
  readonly number: number;
  readonly opened: string;
  readonly closed: string | null;
  readonly title?: string;
};

export type WorldRepository = {
  readonly name: string;
  readonly globbed?: boolean;
  readonly head: string;
  readonly commits: readonly WorldCommit[];
  readonly pulls: readonly WorldPull[];
  readonly events: readonly WorldEvent[];
};

export type World = {
  readonly serviceId: string;
  readonly zone: string;
  /** Contiguous; `until` is an instant, exclusive. */
  readonly owners: readonly { readonly team: string; readonly until: string | null }[];
  readonly repositories: readonly WorldRepository[];
  readonly issues: readonly WorldIssue[];
  /** UTC days covered, both inclusive, less the missing ones. */
  readonly covered: { readonly from: string; readonly until: string; readonly missing: readonly string[] };
  readonly now: string;
};

export const sourceId = 'github';
export const repositoryIdOf = (name: string): string => repositoryKey(sourceId, name);
export const shaOf = (repository: string, id: string): string => createHash('sha1').update(`${repository}/${id}`).digest('hex');

/** Text with `{id}` replaced by that commit's full sha, so that messages can name commits. */
const withShas = (repository: string, text: string): string => text.replace(/\{(\w+)\}/g, (_, id: string) => shaOf(repository, id));

export function worldService(world: World): Service {
  const owners = world.owners.map((owner, index) => ({
    teamId: owner.team,
    from: index === 0 ? null : new Date(world.owners[index - 1]?.until ?? 0),
    until: owner.until === null ? null : new Date(owner.until),
  }));
  return {
    serviceId: world.serviceId,
    name: world.serviceId,
    ownership: owners,
    settings: {
      repositories: world.repositories.map((r) => ({
        repositoryId: repositoryIdOf(r.name),
        name: r.name,
        paths: r.globbed ? ['ours/**'] : null,
      })),
      deployments: [{ from: 'deployments' }, { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main' }],
      incidents: [{ from: 'issues', labels: ['incident'], windowSeconds: 86_400 }],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3_600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 86_400,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: ['*[bot]'],
    },
  };
}

function commitRecords(repository: WorldRepository): AnyRecord[] {
  return repository.commits.map((c) => ({
    table: 'commit',
    row: {
      repositoryId: repositoryIdOf(repository.name),
      sha: shaOf(repository.name, c.id),
      parents: c.parents.map((p) => shaOf(repository.name, p)),
      authoredAt: new Date(c.authored),
      committedAt: new Date(c.committed ?? c.authored),
      author: c.author ?? 'ada',
      bot: false,
      message: withShas(repository.name, c.message ?? `change ${c.id}`),
      paths: repository.globbed && c.parents.length < 2 ? [c.ours === false ? 'theirs/file' : 'ours/file'] : null,
      url: null,
    },
  }));
}

function pullRecords(repository: WorldRepository): AnyRecord[] {
  const repositoryId = repositoryIdOf(repository.name);
  return repository.pulls.flatMap((p): AnyRecord[] => {
    const shas = p.originals.map((id) => shaOf(repository.name, id));
    return [
      {
        table: 'pull_request',
        row: {
          repositoryId,
          number: p.number,
          title: p.title ?? `pull request ${p.number}`,
          body: p.body === undefined ? null : withShas(repository.name, p.body),
          branch: p.branch ?? `topic-${p.number}`,
          target: 'main',
          author: p.author ?? 'ada',
          bot: false,
          labels: p.labels ?? [],
          openedAt: new Date(p.opened),
          readyAt: p.ready === undefined ? null : new Date(p.ready),
          draft: p.draft ?? null,
          mergedAt: new Date(p.merged),
          closedAt: new Date(p.merged),
          headSha: shas.at(-1) ?? null,
          mergeSha: shaOf(repository.name, p.merge),
          url: null,
          updatedAt: new Date(p.merged),
        },
      },
      { table: 'pull_request_commits', row: { repositoryId, number: p.number, shas, complete: true } },
      ...(p.reviews ?? []).map(
        (review, index): AnyRecord => ({
          table: 'review',
          row: {
            repositoryId,
            number: p.number,
            reviewId: `${p.number}-${index}`,
            author: review.by,
            bot: review.bot ?? false,
            state: 'approved',
            submittedAt: new Date(review.at),
          },
        }),
      ),
    ];
  });
}

function eventRecords(repository: WorldRepository): AnyRecord[] {
  const repositoryId = repositoryIdOf(repository.name);
  return repository.events.flatMap((e): AnyRecord[] => [
    {
      table: 'deployment_event',
      row: {
        repositoryId,
        origin: e.from,
        externalId: e.id,
        name: e.from === 'workflow_runs' ? '.github/workflows/deploy.yml' : 'deploy',
        environment: e.place,
        branch: 'main',
        sha: shaOf(repository.name, e.commit),
        productionHint: null,
        preRelease: false,
        createdAt: new Date(e.created),
        title: null,
        url: null,
        inferred: false,
        removed: false,
        updatedAt: null,
      },
    },
    ...e.statuses.map(
      ([state, at], index): AnyRecord => ({
        table: 'deployment_status',
        row: { repositoryId, origin: e.from, externalId: e.id, statusId: `${index}`, state, at: new Date(at) },
      }),
    ),
  ]);
}

/** Every record of the world, as collection would have left them. */
export function worldRecords(world: World): readonly AnyRecord[] {
  const repositories = world.repositories.flatMap((r): AnyRecord[] => [
    {
      table: 'repository',
      row: { repositoryId: repositoryIdOf(r.name), sourceId, name: r.name, url: null, defaultBranch: 'main', createdAt: null },
    },
    { table: 'branch', row: { repositoryId: repositoryIdOf(r.name), name: 'main', sha: shaOf(r.name, r.head), isDefault: true } },
    ...commitRecords(r),
    ...pullRecords(r),
    ...eventRecords(r),
  ]);
  const issues = world.issues.map(
    (i): AnyRecord => ({
      table: 'incident_event',
      row: {
        repositoryId: repositoryIdOf(i.repository),
        origin: 'issues',
        externalId: `${i.number}`,
        title: i.title ?? `outage ${i.number}`,
        body: null,
        labels: ['Incident'],
        providerService: null,
        urgency: null,
        openedAt: new Date(i.opened),
        acknowledgedAt: null,
        resolvedAt: i.closed === null ? null : new Date(i.closed),
        url: null,
        priority: null,
        updatedAt: null,
        responders: null,
        mergedInto: null,
      },
    }),
  );
  return [...repositories, ...issues];
}
