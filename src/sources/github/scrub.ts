/**
 * What of GitHub's objects is kept: the fields a replay needs. Left out are e-mail addresses, avatars, nested repositories with
 * their counters, free-form deployment payloads (they may hold secrets) and whatever changes while the object does not, so that an
 * unchanged object hashes equal. Pure.
 */

/** `true` keeps a scalar or a list of them; an object keeps these fields, of each member where the value is a list. */
export type Shape = true | { readonly [field: string]: Shape };

const person = { login: true, type: true } as const;

export const shapes = {
  repository: {
    id: true,
    full_name: true,
    html_url: true,
    default_branch: true,
    created_at: true,
    archived: true,
    is_template: true,
    visibility: true,
    security_and_analysis: {
      secret_scanning: { status: true },
      secret_scanning_push_protection: { status: true },
      dependabot_security_updates: { status: true },
    },
  },
  commit: {
    sha: true,
    html_url: true,
    parents: { sha: true },
    author: person,
    commit: { author: { name: true, date: true }, committer: { name: true, date: true }, message: true },
  },
  // Without `base.sha` and `mergeable`: they follow the target branch, not the pull request.
  pull_request: {
    id: true,
    number: true,
    state: true,
    draft: true,
    title: true,
    body: true,
    html_url: true,
    user: person,
    labels: { name: true },
    created_at: true,
    updated_at: true,
    closed_at: true,
    merged_at: true,
    merge_commit_sha: true,
    head: { ref: true, sha: true },
    base: { ref: true },
  },
  review: { id: true, user: person, state: true, submitted_at: true, commit_id: true },
  deployment: {
    id: true,
    task: true,
    environment: true,
    original_environment: true,
    production_environment: true,
    transient_environment: true,
    description: true,
    created_at: true,
    // Tells an older version that a webhook brings late: a status may give the deployment another environment.
    updated_at: true,
    creator: person,
    sha: true,
    ref: true,
  },
  deployment_status: { id: true, state: true, environment: true, description: true, created_at: true, creator: person },
  workflow_run: {
    id: true,
    name: true,
    display_title: true,
    path: true,
    event: true,
    status: true,
    conclusion: true,
    run_number: true,
    run_attempt: true,
    workflow_id: true,
    head_branch: true,
    head_sha: true,
    html_url: true,
    created_at: true,
    run_started_at: true,
    updated_at: true,
    actor: person,
  },
  release: {
    id: true,
    tag_name: true,
    target_commitish: true,
    name: true,
    draft: true,
    prerelease: true,
    created_at: true,
    published_at: true,
    html_url: true,
    author: person,
  },
  check_run: { id: true, name: true, app: { slug: true }, status: true, conclusion: true, started_at: true, completed_at: true },
  commit_status: { context: true, state: true, created_at: true, updated_at: true },
  branch_summary: { name: true, protected: true, protection: { enabled: true, required_status_checks: { contexts: true } } },
  branch_rule: {
    type: true,
    parameters: {
      required_approving_review_count: true,
      require_code_owner_review: true,
      required_status_checks: { context: true },
    },
  },
  branch_protection: {
    required_status_checks: { contexts: true, checks: { context: true } },
    required_pull_request_reviews: { required_approving_review_count: true, require_code_owner_reviews: true },
    allow_force_pushes: { enabled: true },
  },
  // Who reviews is not kept, only that somebody does.
  environment: {
    name: true,
    created_at: true,
    protection_rules: { type: true, wait_timer: true },
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: true },
  },
  // Alerts without what they found and who dealt with them.
  dependabot_alert: {
    number: true,
    state: true,
    created_at: true,
    updated_at: true,
    fixed_at: true,
    dismissed_at: true,
    auto_dismissed_at: true,
    security_advisory: { severity: true },
  },
  code_scanning_alert: {
    number: true,
    state: true,
    created_at: true,
    updated_at: true,
    fixed_at: true,
    dismissed_at: true,
    rule: { security_severity_level: true },
  },
  secret_scanning_alert: { number: true, state: true, resolution: true, created_at: true, updated_at: true, resolved_at: true },
  issue: {
    id: true,
    number: true,
    title: true,
    body: true,
    state: true,
    state_reason: true,
    labels: { name: true },
    user: person,
    created_at: true,
    updated_at: true,
    closed_at: true,
    html_url: true,
  },
} as const satisfies Record<string, Shape>;

export type Lean = Readonly<Record<string, unknown>>;

/** The kept fields of a provider object. What is no object gives `{}`, which normalising then refuses with a reason. */
export function lean(row: unknown, shape: Shape): Lean {
  const kept = keep(row, shape);
  return isObject(kept) ? kept : {};
}

/** A pull request; the merge commit of an unmerged one is a trial that changes with the target branch. */
export function leanPull(row: unknown): Lean {
  const pull = lean(row, shapes.pull_request);
  return pull.merged_at ? pull : { ...pull, merge_commit_sha: null };
}

/** Free text without e-mail addresses (`Signed-off-by`, `Co-authored-by`). `left@4.17.21` is a version and stays. */
export function withoutMail(text: string): string {
  return text.replaceAll(/[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, '[e-mail]');
}

function keep(value: unknown, shape: Shape): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((member) => keep(member, shape));
  if (shape === true) return typeof value === 'string' ? withoutMail(value) : typeof value === 'object' ? undefined : value;
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(shape)) if (value[field] !== undefined) kept[field] = keep(value[field], inner);
  return kept;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
