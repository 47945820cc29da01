/** What GitHub tells of practices, as records; pure. */

import type { BranchProtection, CheckResult, PracticeRecord, SecurityAlert } from '../../domain/practices.ts';
import type { AnyRecord } from '../../domain/records.ts';
import type { RawItem } from '../source.ts';
import {
  accessPayload,
  checksPayload,
  codeScanningPayload,
  dependabotPayload,
  environmentPayload,
  filesPayload,
  ownerFilePayload,
  protectionPayload,
  repositoryFactsPayload,
  rulesPayload,
  secretScanningPayload,
  summaryPayload,
  workflowDefaultPayload,
  workflowFilePayload,
} from './payloads-practices.ts';

/** By kind of raw item. */
export const practicesByKind: Readonly<Record<string, (item: RawItem) => readonly AnyRecord[]>> = {
  practice_access: accessRecords,
  pull_request_checks: checksRecords,
  branch_summary: summaryRecords,
  branch_rules: rulesRecords,
  branch_protection: protectionRecords,
  workflow_default: workflowDefaultRecords,
  environment: environmentRecords,
  practice_files: filesRecords,
  workflow_file: workflowFileRecords,
  owner_file: ownerFileRecords,
  dependabot_alert: dependabotRecords,
  code_scanning_alert: codeScanningRecords,
  secret_scanning_alert: secretScanningRecords,
};

/** Facts that come with the repository itself. */
export function repositoryFacts({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const facts = repositoryFactsPayload.parse(payload);
  const security = facts.security_and_analysis;
  const row = {
    repositoryId,
    archived: facts.archived ?? null,
    template: facts.is_template ?? null,
    visibility: facts.visibility ?? null,
    secretScanning: enabled(security?.secret_scanning),
    pushProtection: enabled(security?.secret_scanning_push_protection),
    dependencyUpdates: enabled(security?.dependabot_security_updates),
  };
  return [{ table: 'repository_practice', row }];
}

/** Only those with administration rights are told. */
function enabled(setting: { readonly status?: string | null | undefined } | null | undefined): boolean | null {
  return setting?.status ? setting.status === 'enabled' : null;
}

function accessRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { object, state, reason } = accessPayload.parse(payload);
  return [{ table: 'practice_access', row: { repositoryId, object, state, reason: reason ?? null } }];
}

function checksRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { number, head_sha: headSha, known, total, check_runs: runs, statuses } = checksPayload.parse(payload);
  const key = { repositoryId, number };
  const results: CheckResult[] = [
    ...runs.map((run) => ({
      ...key,
      kind: 'run' as const,
      checkId: String(run.id),
      name: run.name,
      app: run.app?.slug ?? null,
      status: run.status.toLowerCase(),
      conclusion: run.conclusion?.toLowerCase() ?? null,
      startedAt: run.started_at ?? null,
      completedAt: run.completed_at ?? null,
    })),
    ...(statuses ?? []).map((status) => {
      const state = status.state.toLowerCase();
      const ended = state !== 'pending';
      return {
        ...key,
        kind: 'status' as const,
        checkId: status.context,
        name: status.context,
        app: null,
        status: ended ? 'completed' : 'pending',
        conclusion: ended ? state : null,
        startedAt: status.created_at ?? null,
        completedAt: ended ? (status.updated_at ?? null) : null,
      };
    }),
  ];
  const complete = runs.length >= total && (statuses?.length ?? 0) < 100;
  const pending = results.some(({ status }) => status !== 'completed');
  const row = { ...key, headSha, known, pending, complete, runs: runs.length, statuses: statuses?.length ?? null };
  return [{ table: 'pull_request_checks', row }, ...results.map((result) => ({ table: 'check_result' as const, row: result }))];
}

const untold = { pullRequests: null, approvals: null, codeOwners: null, requiredChecks: null, forcePushBlocked: null } as const;

const protection = (row: BranchProtection): readonly PracticeRecord[] => [{ table: 'branch_protection', row }];

function summaryRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const branch = summaryPayload.parse(payload);
  const requiredChecks = branch.protection?.required_status_checks?.contexts ?? null;
  const key = { repositoryId, branch: branch.name, via: 'summary' as const };
  return protection({ ...untold, ...key, protected: branch.protected ?? branch.protection?.enabled ?? false, requiredChecks });
}

/** Rules of several sets add up: the strictest counts. */
function rulesRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { name, rules } = rulesPayload.parse(payload);
  const of = (type: string) => rules.filter((rule) => rule.type === type);
  const pulls = of('pull_request');
  const checks = of('required_status_checks').flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  return protection({
    repositoryId,
    branch: name,
    via: 'rules',
    protected: rules.length > 0,
    pullRequests: pulls.length > 0,
    approvals: Math.max(0, ...pulls.map(({ parameters }) => parameters?.required_approving_review_count ?? 0)),
    codeOwners: pulls.some(({ parameters }) => parameters?.require_code_owner_review === true),
    requiredChecks: [...new Set(checks.map(({ context }) => context))].sort(),
    forcePushBlocked: of('non_fast_forward').length > 0,
  });
}

function protectionRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { name, protection: found } = protectionPayload.parse(payload);
  const reviews = found?.required_pull_request_reviews;
  const { contexts, checks } = found?.required_status_checks ?? {};
  return protection({
    repositoryId,
    branch: name,
    via: 'protection',
    protected: found !== null,
    pullRequests: Boolean(reviews),
    approvals: reviews?.required_approving_review_count ?? 0,
    codeOwners: reviews?.require_code_owner_reviews ?? false,
    requiredChecks: [...new Set([...(contexts ?? []), ...(checks ?? []).map(({ context }) => context)])].sort(),
    forcePushBlocked: found !== null && found.allow_force_pushes?.enabled !== true,
  });
}

function workflowDefaultRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const permissions = workflowDefaultPayload.parse(payload).default_workflow_permissions;
  return [{ table: 'workflow_default', row: { repositoryId, permissions } }];
}

function environmentRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const environment = environmentPayload.parse(payload);
  const rules = environment.protection_rules ?? [];
  const limits = environment.deployment_branch_policy;
  const row = {
    repositoryId,
    name: environment.name,
    reviewersRequired: rules.some(({ type }) => type === 'required_reviewers'),
    waitMinutes: Math.max(0, ...rules.map((rule) => rule.wait_timer ?? 0)),
    branchesLimited: limits?.protected_branches === true || limits?.custom_branch_policies === true,
    createdAt: environment.created_at ?? null,
    removed: environment.removed === true,
  };
  return [{ table: 'repository_environment', row }];
}

function filesRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { complete, kinds } = filesPayload.parse(payload);
  return kinds.map((each) => ({ table: 'practice_file' as const, row: { repositoryId, complete, ...each } }));
}

function workflowFileRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  const { id_token: idToken, ...file } = workflowFilePayload.parse(payload);
  return [{ table: 'workflow_file', row: { repositoryId, idToken, ...file } }];
}

function ownerFileRecords({ repositoryId, payload }: RawItem): readonly PracticeRecord[] {
  return [{ table: 'owner_file', row: { repositoryId, ...ownerFilePayload.parse(payload) } }];
}

type Alert = { readonly number: number; readonly state: string; readonly created_at: Date; readonly updated_at?: Date | null | undefined };
type Closing = Pick<SecurityAlert, 'kind' | 'severity' | 'state'> & { readonly closedAt: Date | null | undefined };

/** An alert that was opened again keeps instants of its last closing: while it is open they do not count. */
function alertRecords({ repositoryId }: RawItem, alert: Alert, { closedAt, ...closing }: Closing): readonly PracticeRecord[] {
  const row = {
    repositoryId,
    number: alert.number,
    openedAt: alert.created_at,
    closedAt: closing.state === 'open' ? null : (closedAt ?? alert.updated_at ?? null),
    updatedAt: alert.updated_at ?? null,
    ...closing,
  };
  return [{ table: 'security_alert', row }];
}

const stateOf = (state: string): SecurityAlert['state'] =>
  state === 'open' ? 'open' : state === 'fixed' || state === 'closed' ? 'fixed' : 'dismissed';

function dependabotRecords(item: RawItem): readonly PracticeRecord[] {
  const alert = dependabotPayload.parse(item.payload);
  const closedAt = alert.fixed_at ?? alert.dismissed_at ?? alert.auto_dismissed_at;
  const severity = alert.security_advisory?.severity ?? null;
  return alertRecords(item, alert, { kind: 'dependabot', severity, state: stateOf(alert.state), closedAt });
}

function codeScanningRecords(item: RawItem): readonly PracticeRecord[] {
  const alert = codeScanningPayload.parse(item.payload);
  const closedAt = alert.fixed_at ?? alert.dismissed_at;
  const severity = alert.rule?.security_severity_level ?? null;
  return alertRecords(item, alert, { kind: 'code_scanning', severity, state: stateOf(alert.state), closedAt });
}

function secretScanningRecords(item: RawItem): readonly PracticeRecord[] {
  const alert = secretScanningPayload.parse(item.payload);
  const state = alert.state === 'open' ? 'open' : alert.resolution === 'revoked' ? 'fixed' : 'dismissed';
  return alertRecords(item, alert, { kind: 'secret_scanning', severity: null, state, closedAt: alert.resolved_at });
}
