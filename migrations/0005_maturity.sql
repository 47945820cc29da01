-- Rounds of questions to teams. Nothing here says who answered what: see docs/maturity.md, "Privacy".

create table campaign (
  campaign_id text primary key,
  name text not null,
  -- the model as it was asked: statements keep their texts whatever becomes of its file
  model jsonb not null,
  dimensions text[] not null,
  -- fewer answers than this show nothing: of perceptions and notes, and of practices
  perception_minimum integer not null check (perception_minimum >= 5),
  practice_minimum integer not null check (practice_minimum in (3, 5)),
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  -- null = not closed by anybody yet
  closed_at timestamptz,
  -- when evidence was read for it; null = not closed
  evidence_at timestamptz,
  demo boolean not null default false
);

create table campaign_team (
  campaign_id text not null,
  team_id text not null,
  -- answers openly together, because it is too small to answer anonymously
  consensus boolean not null,
  primary key (campaign_id, team_id)
);

-- Which statements are asked, in the model's order; fixed when the campaign is made.
create table campaign_route (
  campaign_id text not null,
  team_id text not null,
  role text not null,
  statements text[] not null,
  primary key (campaign_id, team_id, role)
);

-- One link each. Whom it was sent to is not known here, nor which answers it became.
create table invitation (
  campaign_id text not null,
  -- of the secret in the link, which is shown once and stored nowhere
  token_hash text not null,
  team_id text not null,
  role text not null,
  state text not null check (state in ('open', 'used', 'revoked', 'ended')),
  primary key (campaign_id, token_hash)
);

-- Answers, found by a key only their author holds. Without any instant, and written anew in another order when the campaign closes.
create table response (
  campaign_id text not null,
  -- of the author's key; of nothing anybody knows once the campaign is closed
  key_hash text not null,
  team_id text not null,
  -- null once the campaign is closed where few of it answered
  role text,
  submitted boolean not null,
  -- by statement id: a choice, or dont_know, not_applicable; once the campaign is closed also blank
  answers jsonb not null,
  -- free text by dimension id
  notes jsonb not null,
  primary key (campaign_id, key_hash)
);
create index response_by_team on response (campaign_id, team_id);

-- What people wrote, taken apart from their answers when the campaign closes.
create table campaign_note (
  campaign_id text not null,
  team_id text not null,
  note_id text not null,
  dimension text not null,
  text text not null,
  primary key (campaign_id, note_id)
);

-- What evidence said of each team at the close: records that come or change later do not change what a campaign found.
create table campaign_evidence (
  campaign_id text not null,
  team_id text not null,
  rule text not null,
  verdict text not null check (verdict in ('supports', 'contradicts', 'unclear', 'no_source')),
  value double precision,
  threshold double precision,
  -- of a share, else null
  met integer,
  of integer,
  n integer not null,
  primary key (campaign_id, team_id, rule)
);

-- What teams decided about their maturity: targets, exemptions, actions. Every change is a version of its own, none is ever removed.
create table plan_entry (
  entry_id text not null,
  version integer not null,
  at timestamptz not null,
  author text not null,
  kind text not null check (kind in ('target', 'exemption', 'action')),
  team_id text not null,
  body jsonb not null,
  -- taken back with this version
  withdrawn boolean not null,
  demo boolean not null default false,
  primary key (entry_id, version)
);
create index plan_entry_of_team on plan_entry (team_id, kind);
