/** What records say of a statement, and how that meets what people say. Pure. */

import type { RuleEvidence } from '../src/maturity/evidence/finding.ts';
import type { Rule, Unit } from '../src/maturity/evidence/rule.ts';
import type { Wire } from './api.ts';
import { count, decimal, duration, share, some } from './format.ts';
import { quoted, type Statement } from './maturity-words.ts';

type Evidence = NonNullable<Statement['evidence']>;

/** A rule with what it finds for a team now, as the interface answers it. */
export type RuleNow = Wire<Pick<Rule, 'id' | 'measures' | 'class' | 'days' | 'sources'> & Omit<RuleEvidence, 'rule' | 'parts'>> & {
  readonly parts: readonly (Wire<RuleEvidence['parts'][number]> & { readonly unit: string | null })[];
};

const verdictInWords = {
  supports: 'Records say so',
  contradicts: 'Records say otherwise',
  unclear: 'Records prove neither',
  no_source: 'Nothing that is collected could tell',
} as const;

/** What records say, in the words before their figures. Without a bar they are shown, and prove nothing. */
export const verdictOf = ({ verdict, threshold, value }: Pick<Evidence, 'verdict' | 'threshold' | 'value'>): string =>
  verdict === 'unclear' && value === null
    ? 'Records hold too little to say'
    : verdict === 'unclear' && threshold === null
      ? 'Records show'
      : verdictInWords[verdict];

export const classInWords = {
  A: 'measures the statement itself, so it counts before what people say',
  B: 'measures something near it, so it counts as much as what people say',
  C: 'is a hint, shown beside the answers and never scored',
} as const;

/** The same beside the figures. */
export const nearnessInWords = { A: 'Measured directly', B: 'Measured by something near it', C: 'A hint, never scored' } as const;

const spoken: Readonly<Record<Exclude<Unit, 'minutes' | 'hours' | 'days'>, (value: number) => string>> = {
  working_hours: (value) => `${duration(value * 3600)} of working time`,
  lines: (value) => some(Math.round(value), 'line'),
  per_week: (value) => `${decimal(value)} a week`,
  per_day: (value) => `${decimal(value)} a day`,
  number: decimal,
};
const seconds: Readonly<Record<string, number>> = { minutes: 60, hours: 3600, days: 86_400 };

/** A quantity in its unit. */
export function quantityInWords(value: number, unit: string | null): string {
  if (unit === 'share') return share(value);
  const per = seconds[unit ?? ''];
  if (per !== undefined) return duration(value * per);
  // The interface’s units are those of rules; another one is told as a bare number.
  return (spoken[unit as keyof typeof spoken] ?? decimal)(value);
}

/** Metrics that are shares, told as rates. */
const rates: readonly string[] = ['metric-change-fail-rate', 'metric-deployment-rework-rate'];

/** The unit of the part that decided; a share has none. */
export const unitOf = (
  { share: counted, threshold, rule: id }: Pick<Evidence, 'share' | 'threshold' | 'rule'>,
  rule: RuleNow | null,
): string | null =>
  counted !== null
    ? null
    : rates.includes(id)
      ? 'share'
      : (rule?.parts.find((part) => part.unit !== null && part.threshold === threshold)?.unit ?? null);

type Figures = Pick<Evidence, 'value' | 'threshold' | 'share' | 'n'>;

/** "12 of 14 (86 %), bar 80 %", "36 h of 41 records, bar 48 h"; null = there is nothing to look at. */
export function figuresInWords({ value, threshold, share: counted, n }: Figures, unit: string | null): string | null {
  if (value === null) return null;
  const say = (amount: number): string => (counted === null ? quantityInWords(amount, unit) : share(amount));
  const bar = threshold === null ? '' : `, bar ${say(threshold)}`;
  if (counted !== null) return `${count(counted.met)} of ${count(counted.of)} (${share(value)})${bar}`;
  return `${say(value)}${value === n ? '' : ` from ${some(n, 'record')}`}${bar}`;
}

/** What will tell that an action helped: the records a rule looks at, or people themselves. */
export function measureFor({ text, evidence }: Statement, rule: RuleNow | null): string {
  if (rule === null || evidence === null || evidence.class === 'C') return `What people answer to ${quoted(text)} in the next campaign.`;
  const unit = unitOf(evidence, rule);
  const bar =
    evidence.threshold === null
      ? null
      : evidence.share !== null || unit === null
        ? share(evidence.threshold)
        : quantityInWords(evidence.threshold, unit);
  return bar === null ? rule.measures : `${rule.measures.replace(/\.$/, '')}; the bar is ${bar}.`;
}

export const meetingInWords: Readonly<Record<Statement['meets'], string>> = {
  agree: 'People and records agree',
  answers_higher: 'People say more than records',
  answers_lower: 'People say less than records',
  no_evidence: 'People alone tell',
  no_answers: 'Records alone tell',
  nothing: 'Nothing tells',
};

/** "people say 80 %, by records it counts 15 %". */
export const gapInWords = ({ answers, measured }: Statement): string | null => {
  if (answers === null || measured === null) return null;
  return `people say ${share(answers)}, by records it ${measured === 1 ? 'is met' : `counts ${share(measured)}`}`;
};

const sourceNames: Readonly<Record<string, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  pagerduty: 'PagerDuty',
  jenkins: 'Jenkins',
  kubernetes: 'Kubernetes',
  registry: 'an image registry',
  own: 'Plumbline’s own records',
};

/** "GitHub, GitLab or Kubernetes could tell". */
export function sourcesInWords({ sources }: Pick<RuleNow, 'sources'>): string {
  const names = sources.map((source) => sourceNames[source] ?? source);
  const last = names.at(-1) ?? '';
  return `${names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`} could tell`;
}
