import { useState } from 'preact/hooks';
import type { WireTrial } from '../api.ts';
import { count, moment, some } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { standingOf } from '../trial-words.ts';
import { DataTable } from './data-table.tsx';
import { Outward } from './outward.tsx';

type Differences = WireTrial['deployments']['newlyCounted'];

type DifferencesGiven = {
  readonly title: string;
  readonly differences: Differences;
  readonly kind: 'deployments' | 'incidents';
  readonly zone: string;
};

/** So many are in view before more are asked for. */
const few = 5;

/** What is otherwise than now, with both reasons. Nothing where nothing is. */
export function TrialDifferences({ title, differences: { total, items }, kind, zone }: DifferencesGiven) {
  const [all, setAll] = useState(false);
  if (total === 0) return null;
  const hidden = items.length - few;
  return (
    <div class="trial-difference">
      <h3>
        {title}: {count(total)}
      </h3>
      <DataTable
        label={title}
        rows={all ? items : items.slice(0, few)}
        keyOf={({ id }) => id}
        columns={[
          {
            id: 'title',
            name: kind === 'deployments' ? 'Deployment' : 'Incident',
            cell: ({ title: name, url }) => <Outward url={url}>{name}</Outward>,
          },
          { id: 'at', name: kind === 'deployments' ? 'Finished' : 'Opened', cell: ({ at }) => moment(new Date(at), zone) },
          { id: 'before', name: 'Now', wraps: true, cell: ({ before }) => before },
          { id: 'after', name: 'With these rules', wraps: true, cell: ({ after }) => after },
        ]}
      />
      {hidden > 0 && (
        <p class="quiet small">
          <button type="button" class="button quiet-button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Fewer' : `${count(hidden)} more`}
          </button>
          {items.length < total && ` These are the newest ${count(items.length)} of ${count(total)}.`}
        </p>
      )}
    </div>
  );
}

type Groups = WireTrial['deployments']['groups'] | WireTrial['incidents']['groups'];
type Group = Groups[number];

type GroupsGiven = {
  /** What is counted here. */
  readonly considered: string;
  readonly empty: string;
  readonly groups: Groups;
  readonly zone: string;
  readonly question: Question;
};

/** Records by the first reason why they count or not; each group opens its newest. */
export function TrialGroups({ considered, empty, groups, zone, question }: GroupsGiven) {
  if (groups.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <>
      <p class="quiet small">{considered}</p>
      <div class="trial-groups card">
        {groups.map((group) => (
          <OneGroup key={`${group.verdict} ${group.reason}`} group={group} zone={zone} question={question} />
        ))}
      </div>
    </>
  );
}

function OneGroup({ group, zone, question }: { readonly group: Group; readonly zone: string; readonly question: Question }) {
  const { verdict, reason, total, items } = group;
  const [standing, word] = standingOf(verdict);
  return (
    <details class="trial-group">
      <summary>
        <span class="number">{count(total)}</span>
        <span class={`verdict ${standing}`}>{word}</span>
        <span>{reason}</span>
      </summary>
      <DataTable<Group['items'][number]>
        label={`${word}: ${reason}`}
        rows={items}
        keyOf={({ id }) => id}
        columns={[
          { id: 'title', name: 'Record', cell: ({ title, url }) => <Outward url={url}>{title}</Outward> },
          { id: 'at', name: 'When', cell: ({ at }) => moment(new Date(at), zone) },
          { id: 'reason', name: 'Reason', wraps: true, cell: ({ reason: said }) => said },
          ...('repository' in (items[0] ?? {})
            ? [{ id: 'repository', name: 'Repository', cell: (item: Group['items'][number]) => <Place item={item} question={question} /> }]
            : []),
        ]}
      />
      {items.length < total && (
        <p class="quiet small">
          The newest {count(items.length)} of {some(total, 'record')}.
        </p>
      )}
    </details>
  );
}

/** Where it comes from, with the way to the deployment it is part of. */
function Place({ item, question }: { readonly item: Group['items'][number]; readonly question: Question }) {
  if (!('repository' in item)) return null;
  const { repository, deploymentId } = item;
  if (deploymentId === null) return <bdi>{repository}</bdi>;
  return (
    <a href={pageOf('deployments', deploymentId, question)}>
      <bdi>{repository}</bdi>
    </a>
  );
}
