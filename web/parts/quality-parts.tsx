import type { MetricId, Quality } from '../../src/metrics/result.ts';
import { count, grade } from '../format.ts';
import {
  groupName,
  incidentsInWords,
  originInWords,
  type PartWords,
  partIn,
  parts,
  ruleLine,
  type WireServiceQuality,
} from '../quality-words.ts';
import { metricIds, type Question } from '../question.ts';
import { shortTitles } from '../words.ts';
import { CopyText } from './copy-text.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { Outward } from './outward.tsx';

type PartsGiven = { readonly id: string; readonly sentence: string; readonly quality: Quality; readonly question: Question };

/** Every part with what it took, what it means and what to do. */
export function QualityParts({ id, sentence, quality, question }: PartsGiven) {
  const columns: readonly Column<PartWords>[] = [
    { id: 'part', name: 'Part', cell: ({ part }) => part },
    { id: 'taken', name: 'Points taken', number: true, cell: ({ part }) => <Taken said={partIn(quality, part, null)} /> },
    { id: 'most', name: 'At most', number: true, cell: ({ most }) => count(most) },
    { id: 'means', name: 'What it means', wraps: true, cell: ({ means }) => means },
    {
      id: 'fix',
      name: 'What to do',
      wraps: true,
      cell: (words) => <Fix id={id} words={words} quality={quality} question={question} />,
    },
  ];
  return (
    <section class="quality-section" aria-labelledby="parts">
      <h2 id="parts">{sentence}</h2>
      {quality.score !== null && quality.score < 60 && (
        <p>
          <span class="tag">provisional</span> Below 60: what rests on these data is provisional wherever it is shown.
        </p>
      )}
      <DataTable label="Parts of data quality" columns={columns} rows={parts} keyOf={({ part }) => part} />
    </section>
  );
}

/** Points stand out, what took none stands back. */
function Taken({ said }: { readonly said: string }) {
  return said.startsWith('−') ? <strong>{said}</strong> : <span class="quiet">{said}</span>;
}

type FixGiven = { readonly id: string; readonly words: PartWords; readonly quality: Quality; readonly question: Question };

function Fix({ id, words, quality, question }: FixGiven) {
  const found = quality.deductions.find(({ part }) => part === words.part);
  if (found === undefined)
    return <span class="quiet">{quality.notAssessed.includes(words.part) ? 'There was nothing to judge it by.' : 'Nothing.'}</span>;
  const { href, name } = words.place(id, question);
  return (
    <>
      <bdi>{found.fix}</bdi> <a href={href}>{name}</a>
    </>
  );
}

/** The same, metric by metric: parts bear on some of them. */
export function QualityByMetric({ metrics }: Pick<WireServiceQuality, 'metrics'>) {
  const columns: readonly Column<PartWords | 'score'>[] = [
    { id: 'part', name: 'Part', cell: (row) => (row === 'score' ? <strong>Quality</strong> : row.part) },
    ...metricIds.map((id) => ({
      id,
      name: shortTitles[id],
      number: true,
      cell: (row: PartWords | 'score') =>
        row === 'score' ? <Score quality={metrics[id]} /> : <Taken said={sourcedPart(metrics[id], row.part, id)} />,
    })),
  ];
  return (
    <section class="quality-section" aria-labelledby="by-metric">
      <h2 id="by-metric">Metric by metric</h2>
      <DataTable
        label="Data quality by metric"
        columns={columns}
        rows={[...parts, 'score'] as const}
        keyOf={(row) => (row === 'score' ? row : row.part)}
      />
    </section>
  );
}

const sourcedPart = (quality: Quality, part: string, id: MetricId): string =>
  quality.score === null ? 'no source' : partIn(quality, part, id);

function Score({ quality: { score } }: { readonly quality: Quality }) {
  if (score === null) return <span class="quiet">no source</span>;
  return (
    <>
      <strong>{grade(score)}</strong>
      {score < 60 && <span class="tag">provisional</span>}
    </>
  );
}

type Group = WireServiceQuality['incidents']['groups'][number];

const columns: readonly Column<Group>[] = [
  {
    id: 'name',
    name: 'Whose',
    cell: (group) => <Outward url={group.url}>{groupName(group)}</Outward>,
  },
  { id: 'origin', name: 'From', cell: ({ origin }) => originInWords(origin) },
  { id: 'n', name: 'Incidents', number: true, cell: ({ n }) => count(n) },
  { id: 'rule', name: 'The rule that would take them', wraps: true, cell: (group) => <Rule group={group} /> },
];

function Rule({ group }: { readonly group: Group }) {
  const line = ruleLine(group);
  if (line === null) return <span class="quiet">They name no service: give them one at the provider.</span>;
  return (
    <span class="rule-line">
      <code>{line}</code>
      <CopyText text={() => line} name="Copy" />
    </span>
  );
}

type IncidentsGiven = { readonly id: string; readonly incidents: WireServiceQuality['incidents']; readonly question: Question };

/** Incidents that no service takes, by who they are of at the provider. */
export function UnmappedIncidents({ id, incidents, question }: IncidentsGiven) {
  const place = parts.find(({ part }) => part === 'incidents mapped')?.place(id, question);
  return (
    <section class="quality-section" aria-labelledby="unmapped">
      <h2 id="unmapped">Incidents nobody takes</h2>
      <p>
        {incidentsInWords(incidents)} {incidents.proposed > 0 && place && <a href={place.href}>Decide</a>}
      </p>
      {incidents.groups.length > 0 && (
        <>
          <p class="quiet">
            Put the line into the service they are of, in plumbline.yaml; for issues add the repository to a service that has an issue rule.
          </p>
          <DataTable
            label="Incidents nobody takes"
            columns={columns}
            rows={incidents.groups}
            keyOf={({ origin, repositoryId, providerService }) => `${origin} ${repositoryId} ${providerService}`}
          />
        </>
      )}
    </section>
  );
}
