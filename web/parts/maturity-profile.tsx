import type { WireProfile } from '../api.ts';
import { type Dimension, profileInWords, targetsInWords } from '../maturity-words.ts';
import type { TeamPage } from '../team-page.ts';
import { Legend, LevelBar, LevelScale } from './maturity-bar.tsx';
import { DimensionDetail } from './maturity-dimension.tsx';
import { Radar } from './maturity-radar.tsx';
import { Standing } from './maturity-standing.tsx';
import { ProfileTable } from './maturity-table.tsx';

/** A radar needs a face: two axes have none. */
const fewestAxes = 3;

/** Every dimension on one scale, as bars or as a radar; each opens what it is made of. */
export function Profile({ page }: { readonly page: TeamPage }) {
  const { profile, place } = page;
  const { dimensions, model } = profile;
  const round = dimensions.length >= fewestAxes;
  const view = round && place.query.view === 'radar' ? 'radar' : 'bars';
  const opened = dimensions.find(({ id }) => id === place.query.dimension) ?? null;
  const toggle = (id: string): void => place.put({ dimension: opened?.id === id ? null : id });
  return (
    <section class="card profile" aria-labelledby="profile">
      <header class="profile-head">
        <p class="name">Profile · {model.name}</p>
        <h2 id="profile">{profileInWords(profile)}</h2>
        <p class="quiet">{asideOf(profile)}</p>
        {round && (
          <fieldset class="segments">
            <legend class="unseen">How it is drawn</legend>
            {views.map(({ id, name }) => (
              <button key={id} type="button" aria-pressed={id === view} onClick={() => place.put({ view: id === 'bars' ? null : id })}>
                {name}
              </button>
            ))}
          </fieldset>
        )}
      </header>
      {view === 'radar' ? <Radar page={page} toggle={toggle} /> : <Bars page={page} opened={opened} toggle={toggle} />}
      {view === 'radar' && opened !== null && <DimensionDetail key={opened.id} page={page} dimension={opened} headed />}
      <ProfileTable profile={profile} />
    </section>
  );
}

const views = [
  { id: 'bars', name: 'Bars' },
  { id: 'radar', name: 'Radar' },
] as const;

function asideOf({ dimensions, model }: WireProfile): string {
  const targets = targetsInWords(dimensions);
  const goal =
    model.scored === 'mean'
      ? 'A low mean is a place to look first, not a mark.'
      : 'Level 5 everywhere is not the goal: each dimension is as far as it needs to be.';
  return targets === null ? goal : `${targets}. ${goal}`;
}

type BarsGiven = { readonly page: TeamPage; readonly opened: Dimension | null; readonly toggle: (id: string) => void };

function Bars({ page, opened, toggle }: BarsGiven) {
  const { dimensions, model } = page.profile;
  const groups = model.groups
    .map((group) => ({ ...group, own: dimensions.filter((one) => one.group === group.id) }))
    .filter(({ own }) => own.length > 0);
  return (
    <div class="profile-bars">
      <LevelScale scored={model.scored} />
      {groups.map(({ id, name, own }) => (
        <section key={id} aria-labelledby={`group-${id}`}>
          <h3 id={`group-${id}`}>{name}</h3>
          <ul>
            {own.map((dimension) => (
              <Row key={dimension.id} page={page} dimension={dimension} open={opened?.id === dimension.id} toggle={toggle} />
            ))}
          </ul>
        </section>
      ))}
      <Legend dimensions={dimensions} scored={model.scored} />
    </div>
  );
}

type RowGiven = Pick<BarsGiven, 'page' | 'toggle'> & { readonly dimension: Dimension; readonly open: boolean };

function Row({ page, dimension, open, toggle }: RowGiven) {
  const { scored } = page.profile.model;
  const { id, name } = dimension;
  return (
    <li class="profile-row" data-dimension={id}>
      <button type="button" aria-expanded={open} aria-controls={open ? `dimension-${id}` : undefined} onClick={() => toggle(id)}>
        <span class="profile-name">{name}</span>
        <LevelBar dimension={dimension} scored={scored} />
        <Standing dimension={dimension} scored={scored} />
      </button>
      {open && <DimensionDetail page={page} dimension={dimension} />}
    </li>
  );
}
