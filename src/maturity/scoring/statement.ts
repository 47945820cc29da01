/** One statement: what people say, what records say, what counts (domain §5.3, §7.3). */

import type { Evidence } from '../evidence/verdict.ts';
import type { EvidenceClass, Statement } from '../model.ts';
import { reaches } from './bar.ts';
import { measuredOf, weightOf } from './measured.ts';
import type { Meeting, StatementResult, StatementState, Told } from './result.ts';

export type Said = {
  /** Null = nobody was asked. */
  readonly told: Told | null;
  /** Null = nothing was looked for. */
  readonly evidence: Evidence | null;
  readonly exempt: boolean;
};

const fewestValues = 3;
const half = 0.5;
const visibility = 0.4;
const perception = 0.5;
/** One step of a scale of five: people who put the truth into the nearest answer are off by less. */
const step = 0.25;

/** A mean counts when enough people gave a choice: three, and half of those asked. */
function answersOf({ asked, values, mean }: Told, consensus: boolean): number | null {
  if (asked === null || values === null) return null;
  return values >= (consensus ? 1 : Math.max(fewestValues, asked * half)) ? mean : null;
}

const shareOf = (told: Told | null, state: 'dontKnow' | 'notApplicable'): number => {
  if (told === null || told.asked === null || told.asked === 0) return 0;
  return (told[state] ?? 0) / told.asked;
};

function creditOf(answers: number | null, measured: number | null, evidenceClass: EvidenceClass | null): number | null {
  const weight = weightOf(answers, measured, evidenceClass);
  if (weight === null) return null;
  return weight === 1 ? measured : weight === 0 ? answers : ((answers ?? 0) + (measured ?? 0)) / 2;
}

function meetingOf(answers: number | null, measured: number | null): Meeting {
  if (answers === null || measured === null) return answers !== null ? 'no_evidence' : measured !== null ? 'no_answers' : 'nothing';
  if (!reaches(Math.abs(answers - measured), step)) return 'agree';
  return answers > measured ? 'answers_higher' : 'answers_lower';
}

const found = ({ rule, verdict, value, threshold, share, n }: Evidence, evidenceClass: EvidenceClass): StatementResult['evidence'] => ({
  rule,
  class: evidenceClass,
  verdict,
  value,
  threshold,
  share: share === null ? null : { met: share.met, of: share.of },
  n,
});

/** `consensus` = the team answered openly together: one answer is that of all. */
export function scoreStatement(statement: Statement, { told, evidence, exempt }: Said, consensus: boolean): StatementResult {
  const evidenceClass = statement.evidence?.class ?? null;
  const notApplicable = reaches(shareOf(told, 'notApplicable'), half);
  const answers = told === null || notApplicable ? null : answersOf(told, consensus);
  const measured = evidence === null || evidenceClass === null ? null : measuredOf(evidence);
  const counting = creditOf(answers, measured, evidenceClass);
  const state: StatementState = exempt ? 'exempt' : notApplicable ? 'not_applicable' : counting === null ? 'unknown' : 'known';
  const gap = answers === null || measured === null ? null : answers - measured;
  return {
    id: statement.id,
    level: statement.level,
    scale: statement.scale,
    told,
    answers,
    evidence: evidence === null || evidenceClass === null ? null : found(evidence, evidenceClass),
    measured,
    credit: state === 'known' ? counting : null,
    state,
    meets: meetingOf(answers, measured),
    gap,
    perceptionGap: gap !== null && reaches(Math.abs(gap), perception),
    visibilityGap: reaches(shareOf(told, 'dontKnow'), visibility),
  };
}
