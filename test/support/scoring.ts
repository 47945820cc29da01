/** Short ways to write statements, what is told of them, and what evidence says. */

import type { Evidence } from '../../src/maturity/evidence/verdict.ts';
import type { Dimension, EvidenceClass, Model, ScoredLevel, Statement } from '../../src/maturity/model.ts';
import type { Told } from '../../src/maturity/scoring/result.ts';
import type { ScoreQuestion } from '../../src/maturity/scoring/score.ts';

export const statementOf = (id: string, level: ScoredLevel | null, evidenceClass: EvidenceClass | null = null): Statement => ({
  id,
  level,
  text: id,
  scale: 'coverage',
  options: [],
  roles: ['developer'],
  why: '',
  next: '',
  evidence: evidenceClass === null ? null : { rule: `rule-${id}`, class: evidenceClass },
});

export const dimensionOf = (id: string, statements: readonly Statement[], needs: Dimension['needs'] = []): Dimension => ({
  id,
  name: id,
  group: 'g',
  improvised: '',
  needs,
  statements,
});

export const modelOf = (dimensions: readonly Dimension[], scored: Model['scored'] = 'levels'): Model => ({
  id: 'm',
  version: '1',
  name: 'M',
  licence: '',
  scored,
  groups: [{ id: 'g', name: 'G' }],
  dimensions,
});

/** Eight people of eight, all with a choice, in a group too small for a histogram. */
export const toldOf = (mean: number | null, more: Partial<Told> = {}): Told => ({
  invited: 8,
  asked: 8,
  values: 8,
  dontKnow: 0,
  notApplicable: 0,
  blank: 0,
  mean,
  agreement: 'agreed',
  counts: null,
  hidden: mean === null ? 'too_few' : null,
  ...more,
});

export const evidenceOf = (verdict: Evidence['verdict'], more: Partial<Evidence> = {}): Evidence => ({
  rule: 'r',
  verdict,
  value: null,
  threshold: null,
  share: null,
  n: 40,
  ...more,
});

export const shareOf = (verdict: Evidence['verdict'], met: number, of: number, threshold: number, rule = 'r'): Evidence =>
  evidenceOf(verdict, { rule, value: met / of, threshold, share: { met, of }, n: of });

export const questionOf = (model: Model, more: Partial<ScoreQuestion> = {}): ScoreQuestion => ({
  model,
  dimensions: model.dimensions.map(({ id }) => id),
  told: new Map(),
  evidence: new Map(),
  exempt: new Set(),
  response: 1,
  consensus: false,
  seed: null,
  ...more,
});

export type Credits = readonly (number | null)[];

/** One dimension "D" of these credits by answers, per level from 2 on; null = nobody gave a choice. */
export function profileOf(levels: readonly Credits[], more: Partial<ScoreQuestion> = {}): ScoreQuestion {
  const rows = levels.flatMap((credits, index) =>
    credits.map((credit, place) => ({ id: `D-${index + 2}${String.fromCharCode(97 + place)}`, level: (index + 2) as ScoredLevel, credit })),
  );
  const told = new Map(rows.flatMap(({ id, credit }) => (credit === null ? [] : [[id, toldOf(credit)] as const])));
  return questionOf(
    modelOf([
      dimensionOf(
        'D',
        rows.map(({ id, level }) => statementOf(id, level)),
      ),
    ]),
    { told, ...more },
  );
}
