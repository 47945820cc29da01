import type { WireOrganisationSpread } from '../api.ts';
import { count, some } from '../format.ts';
import { levelNames, levels } from '../maturity-words.ts';
import { medianInWords, type SpreadDimension, spreadInWords, toTalkAbout, unknownOfTeams } from '../spread-of-teams-words.ts';

/** Teams by level, dimension by dimension: a table whose cells are shaded by how many teams stand there. */
export function OrganisationSpread({ spread }: { readonly spread: WireOrganisationSpread }) {
  const { model, dimensions } = spread;
  const isLevels = model.scored === 'levels';
  const unknown = unknownOfTeams(spread);
  return (
    <section class="card part" aria-labelledby="spread">
      <header>
        <p class="quiet">Spread of {some(spread.teams, 'team')}</p>
        <h2 id="spread">{spreadInWords(spread, model.scored)}</h2>
        <p class="quiet">
          {unknown !== null && <>{unknown} </>}
          {isLevels ? 'Level 5 everywhere is not the goal' : 'A low mean is a place to look first'}, and teams are in no order: each is held
          against its own past and its own targets.
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Teams by level">
        <table class="spread-of-teams">
          <thead>
            <tr>
              <th scope="col">Dimension</th>
              {isLevels &&
                levels.map((level) => (
                  <th scope="col" key={level} class="number">
                    {level} <span class="level-name">{levelNames[level]}</span>
                  </th>
                ))}
              <th scope="col" class="number">
                Not known
              </th>
              <th scope="col" class="number">
                Median
              </th>
              <th scope="col">To talk about</th>
            </tr>
          </thead>
          {model.groups.map((group) => {
            const own = dimensions.filter((one) => one.group === group.id);
            return (
              own.length > 0 && (
                <tbody key={group.id}>
                  <tr class="group">
                    <th scope="rowgroup" colSpan={isLevels ? 9 : 4}>
                      {group.name}
                    </th>
                  </tr>
                  {own.map((dimension) => (
                    <Row key={dimension.id} dimension={dimension} spread={spread} />
                  ))}
                </tbody>
              )
            );
          })}
        </table>
      </section>
    </section>
  );
}

/** What is gone to is opened first. */
function unfold(id: string): void {
  const there = document.getElementById(id);
  if (there instanceof HTMLDetailsElement) there.open = true;
}

function Row({ dimension, spread }: { readonly dimension: SpreadDimension; readonly spread: WireOrganisationSpread }) {
  const { scored } = spread.model;
  const talk = toTalkAbout(dimension);
  const share = (teams: number): string => `${spread.teams === 0 ? 0 : Math.round((teams / spread.teams) * 100)}%`;
  return (
    <tr>
      <th scope="row">
        <a href={`#${dimension.id}`} onClick={() => unfold(dimension.id)}>
          {dimension.name}
        </a>
      </th>
      {scored === 'levels' &&
        levels.map((level) => {
          const teams = dimension.levels.find((one) => one.level === level)?.teams ?? 0;
          return (
            <td key={level} class={teams === 0 ? 'teams-at none' : 'teams-at'} style={{ '--share': share(teams) }}>
              {count(teams)}
            </td>
          );
        })}
      <td class={dimension.unknown === 0 ? 'teams-at none' : 'teams-at unknown'}>{count(dimension.unknown)}</td>
      <td class="number">{medianInWords(dimension, scored) ?? 'not known'}</td>
      <td class="wraps">{talk.length === 0 ? <span class="quiet">nothing</span> : talk.join(', ')}</td>
    </tr>
  );
}
