-- Small reference tables, synchronised from the configuration.

create table source (
  source_id text primary key,
  kind text not null,
  url text,
  demo boolean not null default false,
  settings_hash text not null,
  -- running state, written by collection
  state text not null default 'never' check (state in ('never', 'running', 'waiting', 'idle', 'failed')),
  state_reason text,
  progress jsonb,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_success_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  next_run_at timestamptz,
  -- strictly increasing from page to page: the order in which a replay repeats them
  last_page_at timestamptz
);

create table team (
  team_id text primary key,
  name text not null
);

create table service (
  service_id text primary key,
  name text not null,
  demo boolean not null default false,
  settings jsonb not null,
  settings_hash text not null,
  -- an incident rule exists, or the configuration says that graph evidence alone is meant
  stability boolean not null
);

create table ownership (
  service_id text not null,
  team_id text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  primary key (service_id, from_at)
);

create table repository_service (
  repository_id text not null,
  service_id text not null,
  primary key (repository_id, service_id)
);

-- Collection: where each source stands. Plain local tables.

create table collection_cursor (
  source_id text not null,
  repository_id text not null,
  object text not null,
  cursor jsonb not null,
  updated_at timestamptz not null,
  primary key (source_id, repository_id, object)
);

create table http_validator (
  source_id text not null,
  url text not null,
  etag text,
  last_modified text,
  next_url text,
  updated_at timestamptz not null,
  primary key (source_id, url)
);

create table coverage (
  source_id text not null,
  repository_id text not null,
  object text not null,
  day date not null,
  state text not null check (state in ('fetched', 'empty', 'failed')),
  at timestamptz not null,
  primary key (repository_id, object, day, source_id)
);

create table dirty_service (
  service_id text primary key,
  from_at timestamptz not null,
  mark text not null
);

create table service_state (
  service_id text primary key,
  derived_at timestamptz not null,
  version text not null
);

-- Raw: what the provider said, append-only by content.

create table raw_record (
  repository_id text not null,
  source_id text not null,
  kind text not null,
  external_id text not null,
  content_hash text not null,
  payload text not null,
  -- when this content last became the current one
  fetched_at timestamptz not null,
  -- this content was current before, was replaced, and came back
  returned boolean not null default false,
  -- why it could not be normalised; null when it could
  rejected text,
  primary key (repository_id, source_id, kind, external_id, content_hash)
);

-- Few, and asked for with every answer about quality.
create index raw_record_rejected on raw_record (repository_id, fetched_at) where rejected is not null;

-- Records: provider objects by natural key.

create table repository (
  repository_id text primary key,
  source_id text not null,
  name text not null,
  url text,
  default_branch text,
  created_at timestamptz,
  fetched_at timestamptz not null
);

create table commit (
  repository_id text not null,
  sha text not null,
  parents text[] not null,
  authored_at timestamptz not null,
  committed_at timestamptz not null,
  author text,
  bot boolean not null,
  message text not null,
  paths text[],
  url text,
  fetched_at timestamptz not null,
  primary key (repository_id, sha)
);

create table boundary_commit (
  repository_id text not null,
  sha text not null,
  fetched_at timestamptz not null,
  primary key (repository_id, sha)
);

create table branch (
  repository_id text not null,
  name text not null,
  sha text not null,
  is_default boolean not null,
  fetched_at timestamptz not null,
  primary key (repository_id, name)
);

create table pull_request (
  repository_id text not null,
  number integer not null,
  title text not null,
  body text,
  branch text,
  target text,
  author text,
  bot boolean not null,
  labels text[] not null,
  opened_at timestamptz not null,
  ready_at timestamptz,
  merged_at timestamptz,
  closed_at timestamptz,
  head_sha text,
  merge_sha text,
  url text,
  updated_at timestamptz not null,
  fetched_at timestamptz not null,
  primary key (repository_id, number)
);

create table pull_request_commits (
  repository_id text not null,
  number integer not null,
  shas text[] not null,
  complete boolean not null,
  fetched_at timestamptz not null,
  primary key (repository_id, number)
);

create table review (
  repository_id text not null,
  number integer not null,
  review_id text not null,
  author text,
  bot boolean not null,
  state text not null,
  submitted_at timestamptz not null,
  fetched_at timestamptz not null,
  primary key (repository_id, number, review_id)
);

create table deployment_event (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  name text,
  environment text,
  branch text,
  sha text,
  production_hint boolean,
  pre_release boolean not null,
  created_at timestamptz not null,
  title text,
  url text,
  inferred boolean not null,
  -- deleted at the provider; derivation ignores it
  removed boolean not null default false,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id)
);

create table deployment_status (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  status_id text not null,
  state text not null,
  at timestamptz not null,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id, status_id)
);

create table incident_event (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  title text not null,
  body text,
  labels text[] not null,
  provider_service text,
  urgency text,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  url text,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id)
);

-- Facts: what derivation concludes. Every key contains service_id, so they distribute by it.

create table deployment (
  service_id text not null,
  deployment_id text not null,
  repository_id text not null,
  tier text not null,
  places text[] not null,
  version text,
  sha text,
  commit_known boolean not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text not null,
  kind text,
  inferred boolean not null,
  title text,
  url text,
  previous_deployment_id text,
  changes integer not null,
  commits_visited integer not null,
  unknown_parents integer not null,
  unplanned text,
  failed boolean not null,
  detected_at timestamptz,
  restored_at timestamptz,
  recovery text,
  fetched_at timestamptz not null,
  primary key (service_id, deployment_id)
);

create index deployment_by_time on deployment (service_id, finished_at);

create table deployment_child (
  service_id text not null,
  deployment_id text not null,
  repository_id text not null,
  origin text not null,
  external_id text not null,
  place text not null,
  outcome text not null,
  kind text,
  started_at timestamptz not null,
  finished_at timestamptz,
  inferred boolean not null,
  url text,
  primary key (service_id, repository_id, origin, external_id)
);

create index deployment_child_by_deployment on deployment_child (service_id, deployment_id);

create table delivery (
  service_id text not null,
  repository_id text not null,
  sha text not null,
  deployment_id text not null,
  kind text not null,
  finished_at timestamptz not null,
  authored_at timestamptz not null,
  committed_at timestamptz not null,
  first_commit_at timestamptz,
  merged_at timestamptz,
  pull_number integer,
  bot boolean not null,
  originals_unknown boolean not null,
  title text not null,
  url text,
  fetched_at timestamptz not null,
  primary key (service_id, repository_id, sha)
);

create index delivery_by_time on delivery (service_id, finished_at);

create index delivery_by_deployment on delivery (service_id, deployment_id);

create table undeployed_change (
  service_id text not null,
  repository_id text not null,
  sha text not null,
  authored_at timestamptz not null,
  committed_at timestamptz not null,
  first_commit_at timestamptz,
  merged_at timestamptz,
  pull_number integer,
  bot boolean not null,
  originals_unknown boolean not null,
  title text not null,
  url text,
  fetched_at timestamptz not null,
  primary key (service_id, repository_id, sha)
);

create table failure (
  service_id text not null,
  deployment_id text not null,
  evidence text not null,
  evidence_id text not null,
  confidence double precision not null,
  reason text not null,
  at timestamptz not null,
  primary key (service_id, deployment_id, evidence, evidence_id)
);

create table incident (
  service_id text not null,
  incident_id text not null,
  title text not null,
  urgency text,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  url text,
  deployment_id text,
  rung integer,
  confidence double precision,
  state text not null,
  reason text not null,
  fetched_at timestamptz not null,
  primary key (service_id, incident_id)
);

create index incident_by_time on incident (service_id, opened_at);
