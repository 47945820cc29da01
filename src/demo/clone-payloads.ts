/** A simulated life as a local clone tells it: commits, a branch, tags. Pure. */

import type { Behaviour } from './behaviour.ts';
import type { Life, SimulatedCommit, SimulatedDeployment } from './life.ts';

export const cloneRepositoryPayload = (behaviour: Behaviour) => ({
  sourceId: behaviour.sourceId,
  name: behaviour.repository,
  url: null,
  defaultBranch: 'main',
});

export const cloneCommitPayload = (commit: SimulatedCommit) => ({
  sha: commit.sha,
  parents: commit.parents,
  authoredAt: commit.authoredAt.toISOString(),
  committedAt: commit.committedAt.toISOString(),
  author: commit.author,
  message: commit.message,
});

export const cloneBranchPayload = (life: Life) => ({ name: 'main', sha: life.main.at(-1)?.sha, isDefault: true });

export const cloneTagPayload = ({ version, sha }: SimulatedDeployment, at: Date) => ({
  name: version,
  sha,
  at: at.toISOString(),
  inferred: false,
});
