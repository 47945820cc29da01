/** What an evidence sheet is about, whatever the kind of number: its words, its counts, where its records are. */

import type { WireAnswer, WireFlow, WireMetric, WireScope } from '../api.ts';
import { amount, duration, some } from '../format.ts';
import { apiQuery, type Evidence, type Question } from '../question.ts';
import { answerOf, contribution, provisionally, reckoning, stageNames, stageSentence } from '../words.ts';

export type Subject = {
  readonly id: Evidence;
  readonly name: string;
  readonly title: string;
  readonly definition: string;
  /** "12 % = 6 ÷ 50 deployments"; null while there is no value. */
  readonly equation: string | null;
  readonly needs: string | null;
  readonly counts: WireMetric['counts'];
  /** The list of records, below /api/v1. */
  readonly records: string;
  readonly say: (contributes: number) => string;
  readonly zone: string;
};

/** The question the evidence answers: that of the page, or of one service a page shows among others. */
export function questionOf(question: Question): Question {
  const own = question.of === null ? {} : { service: question.of, team: null };
  return { ...question, ...own };
}

export function metricSubject(metric: WireMetric, scope: WireScope, question: Question): Subject {
  return {
    id: metric.id,
    name: metric.title,
    title: answerOf(metric, scope),
    definition: metric.definition,
    equation: metric.value === null ? null : `${amount(metric.value, metric.unit)} = ${reckoning(metric, scope)}${provisionally(metric)}`,
    needs: metric.needs ?? null,
    counts: metric.counts,
    records: `/metrics/${metric.id}/evidence${apiQuery(questionOf(question))}`,
    say: (contributes) => contribution(metric.id, contributes),
    zone: scope.zone,
  };
}

/** The subject of an answer about metrics; null when that one is not among them. */
export function subjectOf(answer: WireAnswer, question: Question): Subject | null {
  const metric = answer.metrics.find(({ id }) => id === question.evidence);
  return metric === undefined ? null : metricSubject(metric, answer.scope, question);
}

export function stageSubject(flow: WireFlow, question: Question): Subject | null {
  const stage = flow.stages.find(({ id }) => `flow-${id}` === question.evidence);
  if (stage === undefined) return null;
  return {
    id: `flow-${stage.id}`,
    name: `Flow: ${stageNames[stage.id].name}`,
    title: stageSentence(stage),
    definition: stageNames[stage.id].definition,
    equation: stage.p50 === null ? null : `${duration(stage.p50)} = median of ${some(stage.n, 'pull request')}`,
    needs: stage.p50 === null ? `A median needs at least 6 pull requests; there ${stage.n === 1 ? 'is' : 'are'} ${stage.n}.` : null,
    counts: { included: stage.n, excluded: stage.excluded },
    records: `/flow/${stage.id}/evidence${apiQuery({ ...questionOf(question), bucket: null, compare: false })}`,
    say: duration,
    zone: flow.scope.zone,
  };
}
