/** The parts of a deployment's story that are lists: changes, incidents nearby, child records. */

import type { WireChange, WireDeploymentStory } from '../api.ts';
import { moment, some } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { deliveredInWords, incidentStateInWords, kindInWords, leadTimeInWords, namedDeployment, outcomeInWords } from '../story-words.ts';
import { type Column, DataTable } from './data-table.tsx';
import { Outward } from './outward.tsx';

type Given = { readonly story: WireDeploymentStory; readonly question: Question; readonly zone: string };
function changeColumns(zone: string): readonly Column<WireChange>[] {
  return [
    {
      id: 'title',
      name: 'Change',
      cell: (row) => (
        <>
          <Outward url={row.url}>{row.title}</Outward>
          {row.bot && <span class="tag">bot</span>}
        </>
      ),
    },
    {
      id: 'pull',
      name: 'Pull request',
      wraps: true,
      cell: ({ pullNumber, pullTitle, pullUrl }) =>
        pullNumber === null ? (
          <span class="quiet">none known</span>
        ) : (
          <Outward url={pullUrl}>
            #{pullNumber}
            {pullTitle === null ? '' : ` ${pullTitle}`}
          </Outward>
        ),
    },
    { id: 'authored', name: 'Authored', cell: ({ authoredAt }) => moment(new Date(authoredAt), zone) },
    { id: 'lead', name: 'Lead time', number: true, cell: (row) => leadTimeInWords(row) },
  ];
}

/** What it brought to production for the first time, the longest on its way first. */
export function Delivered({ story, zone }: Omit<Given, 'question'>) {
  const rows = story.delivered.toSorted((a, b) => (b.leadTime ?? -1) - (a.leadTime ?? -1));
  return (
    <section aria-labelledby="delivered">
      <h2 id="delivered">{deliveredInWords(rows, story.changes)}</h2>
      {rows.length === 0 ? (
        <p class="quiet">{nothingBecause(story)}</p>
      ) : (
        <DataTable
          label="Changes delivered"
          columns={changeColumns(zone)}
          rows={rows}
          keyOf={({ repositoryId, sha }) => `${repositoryId} ${sha}`}
        />
      )}
      {rows.length < story.changes && <p class="quiet">The first {some(rows.length, 'change')} are listed.</p>}
    </section>
  );
}

function nothingBecause({ outcome, kind, commitKnown, tier }: WireDeploymentStory): string {
  if (tier !== 'production') return 'Only production deployments deliver changes.';
  if (outcome !== 'succeeded') return 'It did not succeed.';
  if (!commitKnown) return 'Its commit was never collected, so what it contains is unknown.';
  return kind === 'forward' ? 'Production had everything it contains.' : 'Only deployments that move production forward deliver changes.';
}

/** What ran before and after it, and incidents that opened in the meantime without being laid at its door. */
export function Nearby({ story, question, zone }: Given) {
  const { previous, next } = story;
  const own = new Set(story.failures.map(({ incident }) => incident?.id));
  const others = story.incidents.filter(({ id }) => !own.has(id));
  return (
    <section aria-labelledby="nearby">
      <h2 id="nearby">Before and after</h2>
      <ul class="plain-list">
        <li>
          Before it:{' '}
          {previous === null ? (
            <span class="quiet">no successful production deployment is known</span>
          ) : (
            <a href={pageOf('deployments', previous.id, question)}>{namedDeployment(previous, zone)}</a>
          )}
        </li>
        <li>
          After it:{' '}
          {next === null ? (
            <span class="quiet">none yet</span>
          ) : (
            <a href={pageOf('deployments', next.id, question)}>{namedDeployment(next, zone)}</a>
          )}
        </li>
        {others.map(({ id, title, openedAt, state, reason }) => (
          <li key={id}>
            {moment(new Date(openedAt), zone)}:{' '}
            <a href={pageOf('incidents', id, question)}>
              <bdi>{title}</bdi>
            </a>{' '}
            <span class="quiet">
              {incidentStateInWords(state)}: {reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Child = WireDeploymentStory['children'][number];

function childColumns(zone: string): readonly Column<Child>[] {
  return [
    {
      id: 'record',
      name: 'Record',
      cell: ({ url, origin, externalId }) => (
        <Outward url={url}>
          {origin} {externalId}
        </Outward>
      ),
    },
    { id: 'place', name: 'Place', cell: ({ place }) => <bdi>{place}</bdi> },
    { id: 'outcome', name: 'Outcome', cell: ({ outcome }) => outcomeInWords(outcome) },
    { id: 'kind', name: 'Kind', cell: ({ kind }) => kindInWords(kind) },
    { id: 'started', name: 'Started', cell: ({ startedAt }) => moment(new Date(startedAt), zone) },
    {
      id: 'finished',
      name: 'Finished',
      cell: ({ finishedAt, inferred }) =>
        finishedAt === null ? 'not yet' : `${moment(new Date(finishedAt), zone)}${inferred ? ' (inferred)' : ''}`,
    },
  ];
}

/** The provider's records it was folded from. */
export function Children({ story, zone }: Omit<Given, 'question'>) {
  return (
    <section aria-labelledby="children">
      <h2 id="children">Made of {some(story.children.length, 'record')}</h2>
      <DataTable
        label="Records of the provider"
        columns={childColumns(zone)}
        rows={story.children}
        keyOf={({ origin, externalId, place }) => `${origin} ${externalId} ${place}`}
      />
    </section>
  );
}
