import { useState } from 'preact/hooks';
import { count, share } from '../format.ts';
import { type Gap, type GapKind, gapsInWords, gapsOf, gapsOfKind, kinds } from '../gaps.ts';
import { unseenInWords } from '../maturity-answer-words.ts';
import { figuresInWords, gapInWords, meetingInWords, unitOf, verdictOf } from '../maturity-evidence-words.ts';
import type { TeamPage } from '../team-page.ts';
import { Dumbbell } from './dumbbell.tsx';
import { OpenRecords } from './maturity-found.tsx';

/** Statement by statement: what people say beside what records say, the largest difference first. */
export function Gaps({ page }: { readonly page: TeamPage }) {
  const { profile, place } = page;
  if (profile.campaign === null) return null;
  const gaps = gapsOf(profile);
  const kind = kinds.find(({ id }) => id === place.query.gaps)?.id ?? 'first';
  const shown = gapsOfKind(gaps, kind);
  return (
    <section class="card gaps" aria-labelledby="gaps">
      <header>
        <p class="name">Answers and evidence</p>
        <h2 id="gaps">{gapsInWords(gaps)}</h2>
        <p class="quiet">
          A difference is a reason to talk, not a mistake of either: people see what is not recorded, and records what is not noticed.
        </p>
      </header>
      <fieldset class="act-buttons chips">
        <legend class="unseen">Which statements</legend>
        {kinds.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="button chip"
            aria-pressed={id === kind}
            onClick={() => place.put({ gaps: id === 'first' ? null : id })}
          >
            {name} <span class="quiet">{count(gapsOfKind(gaps, id).length)}</span>
          </button>
        ))}
      </fieldset>
      {shown.length === 0 && <p role="status">{none[kind]}</p>}
      <GapList key={kind} page={page} gaps={shown} />
    </section>
  );
}

/** More at once nobody talks about. */
const atOnce = 6;

function GapList({ page, gaps }: { readonly page: TeamPage; readonly gaps: readonly Gap[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? gaps : gaps.slice(0, atOnce);
  return (
    <>
      <ul class="gap-list">
        {shown.map((gap) => (
          <GapRow key={gap.statement.id} page={page} gap={gap} />
        ))}
      </ul>
      {shown.length < gaps.length && (
        <p>
          <button type="button" class="button quiet-button" onClick={() => setAll(true)}>
            All {count(gaps.length)}
          </button>
        </p>
      )}
    </>
  );
}

const none: Readonly<Record<GapKind, string>> = {
  first: 'Nothing differs widely, and people agree with each other.',
  higher: 'Nowhere do people say more than records.',
  lower: 'Nowhere do people say less than records.',
  agree: 'Nowhere can both people and records tell.',
  alone: 'There is no statement that only people can tell.',
  unseen: 'People can judge everything they were asked.',
  contested: 'People see everything alike, as far as that may be told.',
};

/** What the row is about, in a few words. */
function kindInWords({ statement, contested }: Gap): string {
  const parts = [
    statement.perceptionGap ? 'Perception gap' : null,
    statement.visibilityGap ? 'Visibility gap' : null,
    contested ? 'Seen differently' : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? meetingInWords[statement.meets] : parts.join(', ');
}

function GapRow({ page, gap }: { readonly page: TeamPage; readonly gap: Gap }) {
  const { statement, dimension, contested } = gap;
  const { evidence, told } = statement;
  const rule = evidence === null ? null : (page.rules.get(evidence.rule) ?? null);
  const figures = evidence === null ? null : figuresInWords(evidence, unitOf(evidence, rule));
  const both = gapInWords(statement);
  return (
    <li data-gap={statement.id}>
      <div>
        <p class="name">
          {kindInWords(gap)} · {dimension.name}
        </p>
        <h3>{statement.text}</h3>
        {both !== null && <p>{`${both.charAt(0).toUpperCase()}${both.slice(1)}.`}</p>}
        {both === null && statement.answers !== null && <p>People say {share(statement.answers)}.</p>}
        {statement.visibilityGap && told !== null && <p>{unseenInWords(told)}. That nobody sees it is a result of its own.</p>}
        {contested && <p>People see this differently. Ask each other what you see before the level is final.</p>}
        {evidence !== null && (
          <p class="quiet small">
            {verdictOf(evidence)}
            {figures !== null && `: ${figures}`}
          </p>
        )}
      </div>
      {(statement.answers !== null || statement.measured !== null) && (
        <Dumbbell answers={statement.answers} measured={statement.measured} />
      )}
      <div class="act-buttons">
        {evidence !== null && evidence.verdict !== 'no_source' && <OpenRecords page={page} rule={evidence.rule} about={statement.text} />}
        <a class="button quiet-button" href={`${page.place.address({ dimension: dimension.id })}#dimension-${dimension.id}`}>
          Its dimension<span class="unseen"> {dimension.name}</span>
        </a>
      </div>
    </li>
  );
}
