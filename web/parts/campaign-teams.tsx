import { useState } from 'preact/hooks';
import { roleMeanings, roleNames, roles } from '../campaign-words.ts';
import { useCatalog } from '../catalog.ts';
import { some } from '../format.ts';
import { type Draft, toggled } from '../new-campaign.ts';
import { Untold } from './states.tsx';

type Given = { readonly draft: Draft; readonly put: (some: Partial<Draft>) => void };

/** Teams, the roles in them, and whether these are asked different things. */
export function WhoIsAsked({ draft, put }: Given) {
  return (
    <fieldset class="card part">
      <legend>Who is asked</legend>
      <Teams draft={draft} put={put} />
      <p>Roles</p>
      <div class="ticks">
        {roles.map((role) => (
          <label class="choice" key={role}>
            <input type="checkbox" checked={draft.roles.has(role)} onChange={() => put({ roles: toggled(draft.roles, role) })} />
            <span>
              {roleNames[role]} <span class="quiet">{roleMeanings[role]}</span>
            </span>
          </label>
        ))}
      </div>
      <p>Questions</p>
      <label class="choice">
        <input type="radio" name="questions" checked={draft.questions === 'by_role'} onChange={() => put({ questions: 'by_role' })} />
        <span>
          Each role what it can judge best <span class="quiet">right where a team has five or more people of each role</span>
        </span>
      </label>
      <label class="choice">
        <input
          type="radio"
          name="questions"
          checked={draft.questions === 'same_for_all'}
          onChange={() => put({ questions: 'same_for_all' })}
        />
        <span>
          Everybody of a team the same{' '}
          <span class="quiet">right for teams of up to about 15: by role, too few would answer each statement for it to be shown</span>
        </span>
      </label>
    </fieldset>
  );
}

function Teams({ draft, put }: Given) {
  const { teams } = useCatalog();
  const [sought, setSought] = useState('');
  const all = teams.data ?? [];
  const shown = all.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(sought.trim().toLowerCase()));
  const isAll = all.length > 0 && all.every(({ id }) => draft.teams.has(id));
  return (
    <>
      <p>
        Teams <span class="quiet">{draft.teams.size === 0 ? 'none' : some(draft.teams.size, 'team')} chosen</span>
      </p>
      {teams.data === null && teams.error !== null && <Untold what="teams" error={teams.error} again={teams.again} />}
      <div class="act-buttons">
        {all.length > 8 && (
          <label class="search-teams">
            <span class="unseen">Search teams</span>
            <input
              type="search"
              placeholder="Search teams"
              value={sought}
              onInput={({ currentTarget }) => setSought(currentTarget.value)}
            />
          </label>
        )}
        <button
          type="button"
          class="button"
          onClick={() => put({ teams: isAll ? new Set() : new Set(all.map(({ id }) => id)), ...(isAll && { together: new Set() }) })}
        >
          {isAll ? 'Choose none' : 'Choose all'}
        </button>
      </div>
      <ul class="choose-teams">
        {shown.map(({ id, name }) => (
          <li key={id}>
            <label class="choice">
              <input type="checkbox" checked={draft.teams.has(id)} onChange={() => put({ teams: toggled(draft.teams, id) })} />
              <bdi>{name}</bdi>
            </label>
            {draft.teams.has(id) && (
              <label class="choice aside">
                <input type="checkbox" checked={draft.together.has(id)} onChange={() => put({ together: toggled(draft.together, id) })} />
                <span>
                  answers openly together<span class="unseen"> ({name})</span>
                </span>
              </label>
            )}
          </li>
        ))}
      </ul>
      <p class="quiet">
        A team of fewer than five can never be shown by itself: its answers count for the organisation alone, unless it answers openly
        together, through one link, with somebody who leads the talk. Then it is not anonymous, and every page says so.
      </p>
    </>
  );
}
