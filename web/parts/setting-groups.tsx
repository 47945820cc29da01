import { useState } from 'preact/hooks';
import { count } from '../format.ts';
import type { Group, Row, Section } from '../settings-sections.ts';

/** Groups at first, and with every "More". */
const step = 20;
/** With more groups than this each is closed until somebody asks, or searches. */
const few = 6;

/** One section: a title, and rows of name, value and where the value comes from. */
export function SettingSection({ section, searching }: { readonly section: Section; readonly searching: boolean }) {
  const [most, setMost] = useState(step);
  const { id, title, note, groups } = section;
  const left = groups.length - most;
  return (
    <section class="settings-section card" aria-labelledby={`settings-${id}`}>
      <header>
        <h2 id={`settings-${id}`}>
          {title}
          {groups.length > 1 && <span class="quiet"> {count(groups.length)}</span>}
        </h2>
        {note !== null && <p class="quiet small">{note}</p>}
      </header>
      {groups.slice(0, most).map((group) => (
        <SettingGroup
          key={group.id}
          group={group}
          open={searching || groups.length <= few}
          trying={id === 'services' ? `/services/${encodeURIComponent(group.id)}/rules` : null}
        />
      ))}
      {left > 0 && (
        <button type="button" class="button" onClick={() => setMost(most + 5 * step)}>
          More ({count(left)})
        </button>
      )}
    </section>
  );
}

/** `trying` = where the rules of the group can be tried. */
function SettingGroup({ group, open, trying }: { readonly group: Group; readonly open: boolean; readonly trying: string | null }) {
  const { title, beside, rows } = group;
  if (title === null) return <Rows rows={rows} />;
  return (
    <details class="setting-group" open={open}>
      <summary>
        <h3>
          <bdi>{title}</bdi>
        </h3>
        {beside !== null && <span class="quiet">{beside}</span>}
      </summary>
      <Rows rows={rows} />
      {trying !== null && (
        <p class="small trying">
          <a href={trying}>
            Try other rules<span class="unseen"> for {title}</span>
          </a>
        </p>
      )}
    </details>
  );
}

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl class="settings">
      {rows.map(({ name, value, mark, unset }, index) => (
        <div key={`${index} ${name}`}>
          <dt>{name}</dt>
          <dd class={unset ? 'quiet' : undefined}>
            <bdi>{value}</bdi>
          </dd>
          {mark !== null && (
            <dd class={mark === 'default' ? 'origin quiet' : 'origin'}>
              <span class="unseen">Set by: </span>
              {mark}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
