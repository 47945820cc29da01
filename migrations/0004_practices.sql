-- Practices of repositories, as their provider tells them: what evidence of maturity is computed from. No delivery metric rests on it.

-- What may be read of a repository. "Not readable" is thereby told apart from "there is none"; without a row it was never asked.
create table practice_access (
  repository_id text not null,
  -- checks, branch_rules, branch_protection, files, environments, workflow_permissions, dependabot_alerts, code_scanning_alerts,
  -- secret_scanning_alerts
  object text not null,
  -- readable; off = the provider has it switched off for this repository; refused = the token may not read it
  state text not null check (state in ('readable', 'off', 'refused')),
  -- the provider's words; null where readable, or where it said nothing
  reason text,
  fetched_at timestamptz not null,
  primary key (repository_id, object)
);

-- Facts of the repository itself. Null = the provider does not tell this token.
create table repository_practice (
  repository_id text primary key,
  archived boolean,
  template boolean,
  -- public, private, internal
  visibility text,
  secret_scanning boolean,
  push_protection boolean,
  -- the provider opens pull requests that mend dependencies
  dependency_updates boolean,
  fetched_at timestamptz not null
);

-- That the checks of a merged pull request's head commit were read; without a row they were not.
create table pull_request_checks (
  repository_id text not null,
  number integer not null,
  head_sha text not null,
  -- false = the provider no longer has the commit
  known boolean not null,
  -- something had not ended yet: read again for a day after the merge
  pending boolean not null,
  -- false = there are more than were read (100 of either kind)
  complete boolean not null,
  runs integer not null,
  -- legacy commit statuses; null = not asked for, because check runs answer
  statuses integer,
  fetched_at timestamptz not null,
  primary key (repository_id, number)
);

-- Checks of a merged pull request's head commit: the latest of each name when it was read. Of one (kind, app, name) the one that started
-- last counts.
create table check_result (
  repository_id text not null,
  number integer not null,
  -- run = check run; status = legacy commit status
  kind text not null,
  -- of the check run; of a status its context
  check_id text not null,
  -- as its maker gives it, for example "build (20)" or "ci/circleci: test"; required checks are named so
  name text not null,
  -- short name of the app ("github-actions"); null for statuses
  app text,
  -- completed, in_progress, queued and others of the provider
  status text not null,
  -- success, failure, neutral, cancelled, skipped, timed_out, action_required, startup_failure, stale; null = not ended.
  -- Of a status: success, failure, error
  conclusion text,
  started_at timestamptz,
  completed_at timestamptz,
  fetched_at timestamptz not null,
  primary key (repository_id, number, kind, check_id)
);

-- What the provider enforces on the default branch, one row for each way of enforcing it; both hold together.
create table branch_protection (
  repository_id text not null,
  branch text not null,
  -- rules = rule sets (any reader may see them); protection = classic branch protection (only with administration rights);
  -- summary = what the branch itself says to any reader: whether anything protects it, and the checks of classic protection
  via text not null,
  -- anything at all is enforced
  protected boolean not null,
  -- changes come by pull request; null = not told here
  pull_requests boolean,
  -- approvals needed; 0 = none, null = not told here
  approvals integer,
  code_owners boolean,
  -- names of checks that must succeed; empty = none, null = not told here
  required_checks text[],
  -- history cannot be rewritten
  force_push_blocked boolean,
  fetched_at timestamptz not null,
  primary key (repository_id, branch, via)
);

-- Files that tell of a practice, on the head of the default branch: one row for every kind, also with none.
create table practice_file (
  repository_id text not null,
  -- codeowners, workflow, pipeline, terraform, bicep, pulumi, helm, kustomize, ansible, cloudformation, catalog, devcontainer, compose, dockerfile,
  -- makefile, readme, decision_record, assistant, threat_model, update_bot, manifest, lockfile, policy, rollout
  kind text not null,
  files integer not null,
  -- the first 20 in the order of their names
  paths text[] not null,
  -- false = the provider cut its list short: no file found then says nothing
  complete boolean not null,
  fetched_at timestamptz not null,
  primary key (repository_id, kind)
);

-- Workflows of GitHub Actions on the default branch, as far as rules look at them.
create table workflow_file (
  repository_id text not null,
  path text not null,
  -- of the content that was read
  sha text not null,
  -- no longer there
  removed boolean not null,
  -- could not be understood: the rest is then empty
  broken boolean not null,
  -- of the whole workflow, or of every job: none, read, write (anything may be written beyond id-token); null = the repository's default applies
  permissions text,
  -- may ask for a short-lived identity (id-token: write)
  id_token boolean not null,
  -- push, pull_request, schedule, workflow_dispatch, workflow_call …
  triggers text[] not null,
  -- actions, reusable workflows and images as written, with their version: actions/checkout@v4, ./.github/workflows/x.yml
  uses text[] not null,
  -- names of secrets it mentions, never a value
  secrets text[] not null,
  -- environments its jobs name
  environments text[] not null,
  -- programs of practices that its commands run: trivy, checkov, cosign, conftest …
  tools text[] not null,
  fetched_at timestamptz not null,
  primary key (repository_id, path)
);

-- The file that names owners; who they are is not kept.
create table owner_file (
  repository_id text not null,
  path text not null,
  sha text not null,
  removed boolean not null,
  -- lines that give a path an owner
  rules integer not null,
  -- one of them speaks of every file
  everything boolean not null,
  fetched_at timestamptz not null,
  primary key (repository_id, path)
);

create table repository_environment (
  repository_id text not null,
  name text not null,
  -- somebody has to agree before a job goes there
  reviewers_required boolean not null,
  -- 0 = no wait
  wait_minutes integer not null,
  -- only certain branches or tags go there
  branches_limited boolean not null,
  created_at timestamptz,
  -- no longer there
  removed boolean not null,
  fetched_at timestamptz not null,
  primary key (repository_id, name)
);

-- What workflows may do that do not say so themselves.
create table workflow_default (
  repository_id text primary key,
  -- read, write
  permissions text not null,
  fetched_at timestamptz not null
);

-- Alerts, never what they found.
create table security_alert (
  repository_id text not null,
  -- dependabot, code_scanning, secret_scanning
  kind text not null,
  number integer not null,
  -- low, medium, high, critical; null = it has none (secrets never have)
  severity text,
  -- open, fixed (also a secret that was revoked), dismissed
  state text not null,
  opened_at timestamptz not null,
  -- null = open
  closed_at timestamptz,
  updated_at timestamptz,
  fetched_at timestamptz not null,
  primary key (repository_id, kind, number)
);
