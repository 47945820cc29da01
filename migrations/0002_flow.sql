-- How each pull request came to production in a service (definitions: flow), and what lists of facts are read by.

-- Still a draft when it was last read; null = the provider did not say.
alter table pull_request add column draft boolean;

-- One row for every pull request with a change of the service that is on its default branch or in production.
create table pull_request_flow (
  service_id text not null,
  repository_id text not null,
  number integer not null,
  title text not null,
  url text,
  bot boolean not null,
  draft boolean,
  first_commit_at timestamptz,
  opened_at timestamptz not null,
  -- null = the provider did not tell
  ready_at timestamptz,
  -- by another person than the author
  first_review_at timestamptz,
  merged_at timestamptz,
  -- the production deployment that first delivered a change of it; null = none yet
  deployment_id text,
  -- of that deployment: forward, or the baseline that carries the unknown past
  kind text,
  deployed_at timestamptz,
  fetched_at timestamptz not null,
  primary key (service_id, repository_id, number)
);

create index pull_request_flow_by_time on pull_request_flow (service_id, deployed_at);

-- What is stored already was derived without it.
insert into dirty_service (service_id, from_at, mark)
  select service_id, timestamptz '1970-01-01 00:00:00+00', 'migration 0002' from service
  on conflict (service_id) do update set mark = excluded.mark;

-- Lists of facts, newest first, for everybody and for one service.

create index deployment_by_last on deployment ((coalesce(finished_at, started_at)), service_id, deployment_id);

create index deployment_of_service_by_last on deployment (service_id, (coalesce(finished_at, started_at)), deployment_id);

create index delivery_by_last on delivery (finished_at, service_id, repository_id, sha);

create index incident_by_last on incident (opened_at, service_id, incident_id);

create index incident_by_id on incident (incident_id);
