/** What the default branch is protected by: rule sets, which every reader may see, and classic protection, which few tokens may. */

import { z } from 'zod';
import type { AskObject, Learnt } from './asked.ts';
import { address, type Row, rowCheck, rowsCheck, rowWith, subjectOf } from './lists.ts';
import type { RepositoryReading } from './reading.ts';
import { type Lean, lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

const ruleTypes = new Set(['pull_request', 'required_status_checks', 'non_fast_forward', 'deletion', 'merge_queue', 'required_signatures']);

/** The place is the names of checks that are required. */
export const requiredPlace = z.object({ place: z.object({ required: z.array(z.string()) }) });

/** The rules of all rule sets that apply to the branch. */
export const readRules: AskObject = async (reading) => {
  const { defaultBranch, repositoryId } = reading.target;
  if (defaultBranch === null) return {};
  const url = address(reading, `/rules/branches/${encodeURIComponent(defaultBranch)}`, { per_page: '100' });
  const stored = await reading.context.validator(url);
  const answer = await reading.client.get(url, subjectOf(reading, 'branch_rules'), rowsCheck, stored);
  if (answer.data === null) return {};
  const rules = answer.data.filter((row) => ruleTypes.has(String(row.type))).map((row) => lean(row, shapes.branch_rule));
  const payload = { name: defaultBranch, rules };
  return learnt(answer.validator, { repositoryId, kind: 'branch_rules', externalId: defaultBranch, payload }, contextsIn(rules));
};

/** Classic protection. A branch without it answers 404 with these words; other refusals are refusals. */
export const readProtection: AskObject = async (reading) => {
  const { defaultBranch, repositoryId } = reading.target;
  if (defaultBranch === null) return {};
  const url = address(reading, `/branches/${encodeURIComponent(defaultBranch)}/protection`);
  const answer = await protectionAt(reading, url);
  if (answer.data === null) return {};
  const protection = answer.data === 'none' ? null : lean(answer.data, shapes.branch_protection);
  const payload = { name: defaultBranch, protection };
  return learnt(answer.validator, { repositoryId, kind: 'branch_protection', externalId: defaultBranch, payload }, contextsIn(protection));
};

async function protectionAt(reading: RepositoryReading, url: string) {
  try {
    return await reading.client.get<Row | 'none'>(
      url,
      subjectOf(reading, 'branch_protection'),
      rowCheck,
      await reading.context.validator(url),
    );
  } catch (error) {
    const none = error instanceof GithubError && error.status === 404 && /branch not protected/i.test(error.said ?? '');
    if (none) return { data: 'none' as const, validator: null };
    throw error;
  }
}

/** What workflows may do that do not say it themselves. */
export const readWorkflowDefault: AskObject = async (reading) => {
  const url = address(reading, '/actions/permissions/workflow');
  const subject = subjectOf(reading, 'workflow_permissions');
  const whole = rowWith('default_workflow_permissions');
  const answer = await reading.client.get(url, subject, whole, await reading.context.validator(url));
  if (answer.data === null) return {};
  const payload = { default_workflow_permissions: answer.data.default_workflow_permissions };
  const item = { repositoryId: reading.target.repositoryId, kind: 'workflow_default', externalId: 'workflow', payload };
  return { items: [item], validators: answer.validator === null ? [] : [answer.validator] };
};

type Item = NonNullable<Learnt['items']>[number];

function learnt(validator: NonNullable<Learnt['validators']>[number] | null, item: Item, required: readonly string[]): Learnt {
  return { items: [item], validators: validator === null ? [] : [validator], place: { required } };
}

/** Every `context` and `contexts` in what GitHub requires. */
function contextsIn(value: readonly Lean[] | Lean | null): readonly string[] {
  const found = new Set<string>();
  const walk = (part: unknown, field: string): void => {
    if (typeof part === 'string' && (field === 'context' || field === 'contexts')) found.add(part);
    if (Array.isArray(part)) for (const member of part) walk(member, field);
    else if (typeof part === 'object' && part !== null) for (const [name, inner] of Object.entries(part)) walk(inner, name);
  };
  walk(value, '');
  return [...found].sort();
}
