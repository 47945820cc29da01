import {
  figuresInWords,
  gapInWords,
  meetingInWords,
  nearnessInWords,
  sourcesInWords,
  unitOf,
  verdictOf,
} from '../maturity-evidence-words.ts';
import type { Statement } from '../maturity-words.ts';
import type { TeamPage } from '../team-page.ts';
import { Icon } from './icon.tsx';

type Given = { readonly page: TeamPage; readonly statement: Statement };

/** What records say of a statement, with the way to them. */
export function Found({ page, statement }: Given) {
  const { evidence, gap } = statement;
  if (evidence === null) return <p class="quiet">Only people can tell.</p>;
  const rule = page.rules.get(evidence.rule) ?? null;
  const figures = figuresInWords(evidence, unitOf(evidence, rule));
  return (
    <>
      <p>
        <strong>{verdictOf(evidence)}</strong>
        {figures !== null && `: ${figures}`}
      </p>
      <p class="quiet small">
        {nearnessInWords[evidence.class]}
        {rule !== null && `: ${rule.measures.charAt(0).toLowerCase()}${rule.measures.slice(1)}`}
      </p>
      {gap !== null && (
        <p class="small">
          {meetingInWords[statement.meets]}: {gapInWords(statement)}.
        </p>
      )}
      {evidence.verdict === 'no_source' && rule !== null && (
        <p class="quiet small">
          {sourcesInWords(rule)}. <a href="/sources">What is read so far</a>
        </p>
      )}
      {evidence.verdict !== 'no_source' && <OpenRecords page={page} rule={evidence.rule} about={statement.text} />}
    </>
  );
}

type OpenGiven = { readonly page: TeamPage; readonly rule: string; readonly about: string };

export function OpenRecords({ page, rule, about }: OpenGiven) {
  return (
    <button type="button" class="button" data-rule={rule} onClick={() => page.place.go({ rule })}>
      <Icon name="evidence" />
      Records<span class="unseen"> behind “{about}”</span>
    </button>
  );
}
