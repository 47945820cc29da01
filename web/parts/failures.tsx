import type { WireDeploymentStory, WireEntry } from '../api.ts';
import { consequenceOfEvidence } from '../consequence-words.ts';
import type { Deciding } from '../decide.ts';
import { verdictInWords } from '../decision-words.ts';
import { moment } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { confidenceInWords, evidenceInWords, namedDeployment } from '../story-words.ts';
import { type Act, Acts } from './act.tsx';
import { Back } from './outcome.tsx';

type Given = {
  readonly story: WireDeploymentStory;
  readonly question: Question;
  readonly zone: string;
  /** What people decided about it. */
  readonly entries: readonly WireEntry[];
  readonly deciding: Deciding;
};
type Failure = WireDeploymentStory['failures'][number];

/** What it failed by, and why we think so: the surest evidence first. Each piece can be confirmed or rejected. */
export function Failures({ story, question, zone, entries, deciding }: Given) {
  if (story.failures.length === 0) return null;
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">{story.failed ? 'Why we think it failed' : 'Evidence that does not count'}</h2>
      <ul class="evidence-list">
        {story.failures.map((failure) => (
          <Piece
            key={failure.key}
            failure={failure}
            entry={entries.find(({ id }) => id === failure.entryId) ?? null}
            question={question}
            zone={zone}
            deciding={deciding}
          />
        ))}
      </ul>
    </section>
  );
}

type PieceGiven = Pick<Given, 'question' | 'zone' | 'deciding'> & { readonly failure: Failure; readonly entry: WireEntry | null };

function Piece({ failure, entry, question, zone, deciding }: PieceGiven) {
  const verdict = failure.evidence === 'person' ? null : verdictInWords(failure, entry);
  return (
    <li class={`card${failure.decision === 'rejected' ? ' rejected-evidence' : ''}`}>
      <p>
        <strong>{evidenceInWords(failure.evidence)}</strong> <FailureLink failure={failure} question={question} zone={zone} />
      </p>
      <p class="because" dir="auto">
        {failure.reason}
      </p>
      <p class="quiet small">
        {moment(new Date(failure.at), zone)}
        {failure.decision === null && ` · evidence ${confidenceInWords(failure.confidence)}`}
      </p>
      {verdict !== null && (
        <p class="verdict">
          <bdi>{verdict}</bdi>
        </p>
      )}
      {failure.evidence === 'person' && failure.entryId !== null ? (
        <div class="act-end">
          <Back entryId={failure.entryId} way="undo" deciding={deciding} about="this mark" />
        </div>
      ) : (
        <Acts acts={actsOn(failure)} about={`the evidence of ${evidenceInWords(failure.evidence)}`} deciding={deciding} />
      )}
    </li>
  );
}

const names = { confirm: 'Confirm', reject: 'Reject' } as const;

/** What was said already needs no second word. */
function actsOn(failure: Failure): readonly Act[] {
  const actions = (['confirm', 'reject'] as const).filter((action) => failure.decision !== `${action}ed`);
  return actions.map((action) => ({
    id: action,
    name: names[action],
    says: consequenceOfEvidence(action, failure),
    decision: () => ({ subject: { kind: 'failure', key: failure.key }, action }),
  }));
}

function FailureLink({ failure, question, zone }: Pick<PieceGiven, 'failure' | 'question' | 'zone'>) {
  if (failure.incident)
    return (
      <a href={pageOf('incidents', failure.incident.id, question)}>
        <bdi>{failure.incident.title}</bdi>
      </a>
    );
  if (failure.remedy)
    return (
      <a href={pageOf('deployments', failure.remedy.id, question)}>
        <bdi>{namedDeployment(failure.remedy, zone)}</bdi>
      </a>
    );
  return null;
}
