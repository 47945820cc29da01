-- Incidents people can trust: PagerDuty and webhooks, people's decisions, and what no service claims.

-- What a provider tells of an incident beside its state.
alter table incident_event add column priority text;
-- The provider's own last change: what arrives late and is older changes nothing.
alter table incident_event add column updated_at timestamptz;
-- How many people were asked, never who.
alter table incident_event add column responders integer;
-- External id of the incident it was merged into.
alter table incident_event add column merged_into text;
create index incident_event_merged on incident_event (repository_id, merged_into) where merged_into is not null;

-- The provider's own last change, as above; null where it tells none.
alter table deployment_event add column updated_at timestamptz;

-- The course of an incident: what happened, what was said of it, which changes it was brought together with.
create table incident_entry (
  repository_id text not null,
  origin text not null,
  -- of the incident
  external_id text not null,
  entry_id text not null,
  kind text not null,
  at timestamptz not null,
  -- what may name a deployment: details, a note, a change event with its links
  text text,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id, entry_id)
);

-- What the provider calls a service; rules choose by it.
create table incident_service (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  name text not null,
  url text,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id)
);

-- Changes the provider was told of, whatever they are: deployments, switches, settings. Shown beside incidents; no number rests on them.
create table change_event (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  summary text,
  source text,
  -- the provider's services it was told for
  provider_services text[] not null,
  at timestamptz not null,
  url text,
  fetched_at timestamptz not null,
  primary key (repository_id, origin, external_id)
);
create index change_event_by_time on change_event (repository_id, at);

-- When a pull request was marked ready for review; may happen more than once.
create table pull_request_ready (
  repository_id text not null,
  number integer not null,
  at timestamptz not null,
  fetched_at timestamptz not null,
  primary key (repository_id, number, at)
);

-- Deliveries of webhooks: each is taken once.
create table webhook_delivery (
  source_id text not null,
  delivery_id text not null,
  event text not null,
  received_at timestamptz not null,
  -- why nothing was taken from it; null = it was
  ignored text,
  primary key (source_id, delivery_id)
);
create index webhook_delivery_by_time on webhook_delivery (received_at);

-- Decisions of people, append-only; never derived, never removed by a rebuild. Keys are the providers' natural ids.
create table ledger_entry (
  entry_id text primary key,
  -- strictly increasing: the order in which decisions hold
  at timestamptz not null,
  author text not null,
  subject_kind text not null check (subject_kind in ('incident', 'deployment', 'failure', 'entry')),
  subject_key text not null,
  -- the service whose view is decided; null = every service that sees the incident
  service_id text,
  action text not null,
  -- a deployment; null where the action has none
  target_key text,
  note text not null,
  -- of a deployment marked as failed: when service was restored, as the person says; null = not said
  restored_at timestamptz,
  demo boolean not null default false
);
create index ledger_entry_by_time on ledger_entry (at, entry_id);
create index ledger_entry_of_subject on ledger_entry (subject_key);

alter table failure add column decision text;
alter table failure add column entry_id text;

alter table incident add column priority text;
alter table incident add column responders integer;
-- the decision of a person it rests on; null = rules alone
alter table incident add column entry_id text;

-- Incidents that the rules of no service take.
create table unmapped_incident (
  repository_id text not null,
  origin text not null,
  external_id text not null,
  provider_service text,
  title text not null,
  urgency text,
  opened_at timestamptz not null,
  url text,
  primary key (repository_id, origin, external_id)
);
create index unmapped_incident_by_time on unmapped_incident (opened_at, repository_id, origin, external_id);

insert into dirty_service (service_id, from_at, mark)
  select service_id, timestamptz '1970-01-01 00:00:00+00', 'migration 0003' from service
  on conflict (service_id) do update set mark = excluded.mark;
