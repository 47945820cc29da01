/**
 * What does scoring cost? 500 teams of ten people, 14 dimensions with 112 statements, evidence for most, without chances; beside writing
 * the same results as JSON, which has to be done with them anyway. And one profile with the chances of its levels, beside one without.
 *
 *   npx tsx bench/maturity.ts [teams=500] [rounds=5]
 */

import { catalogue } from '../src/maturity/evidence/catalogue.ts';
import type { Evidence } from '../src/maturity/evidence/verdict.ts';
import { type Dimension, type Model, scoredLevels } from '../src/maturity/model.ts';
import type { DimensionResult, Told } from '../src/maturity/scoring/result.ts';
import { type ScoreQuestion, scoreProfile } from '../src/maturity/scoring/score.ts';
import { seeded } from '../src/statistics/seeded.ts';

const [teams = 500, rounds = 5] = process.argv.slice(2).map(Number);
const next = seeded('bench');
const below = (n: number): number => Math.floor(next() * n);

const rules = [...catalogue.values()].filter(({ id }) => !id.startsWith('metric-'));

function dimension(index: number): Dimension {
  const id = `D${index}`;
  const statements = scoredLevels.flatMap((level) =>
    ['a', 'b'].map((letter, place) => {
      const rule = rules[index * 8 + (level - 2) * 2 + place];
      const evidence = rule === undefined ? null : { rule: rule.id, class: rule.class };
      return {
        id: `${id}-${level}${letter}`,
        level,
        text: '',
        scale: 'coverage' as const,
        options: [],
        roles: [],
        why: '',
        next: '',
        evidence,
      };
    }),
  );
  return { id, name: id, group: 'g', improvised: '', needs: [], statements };
}

const dimensions = Array.from({ length: 14 }, (_, index) => dimension(index));
const model: Model = { id: 'm', version: '1', name: 'M', licence: '', scored: 'levels', groups: [], dimensions };

/** Ten people of twelve; half of the statements are told choice by choice. */
function told(level: number, strong: boolean): Told {
  const counts = [0, 0, 0, 0, 0];
  for (let person = 0; person < 10; person += 1) {
    const choice = strong ? 4 - below(2) : Math.min(4, below(10 - level));
    counts[choice] = (counts[choice] ?? 0) + 1;
  }
  const mean = counts.reduce((sum, count, choice) => sum + (count * choice) / 4, 0) / 10;
  const states = { invited: 12, asked: 10, values: 10, dontKnow: 0, notApplicable: 0, blank: 0, hidden: null };
  return { ...states, mean, agreement: 'mixed', counts: below(2) === 0 ? counts : null };
}

function evidence(rule: string, strong: boolean): Evidence {
  const of = 20 + below(200);
  const verdict = (['supports', 'unclear', 'contradicts'] as const)[below(strong ? 2 : 3)] ?? 'unclear';
  const met = Math.round(of * (verdict === 'supports' ? 0.95 : 0.6));
  return { rule, verdict, value: met / of, threshold: 0.8, share: { met, of }, n: of };
}

const question = (strong: boolean): ScoreQuestion => ({
  model,
  dimensions: dimensions.map(({ id }) => id),
  told: new Map(dimensions.flatMap(({ statements }) => statements.map(({ id, level }) => [id, told(level ?? 2, strong)] as const))),
  evidence: new Map(rules.map(({ id }) => [id, evidence(id, strong)])),
  exempt: new Set(),
  response: 10 / 12,
  consensus: false,
  seed: null,
});

const questions = Array.from({ length: teams }, () => question(false));
/** The chances of a team that passes its levels take longest: no level ends a resample. */
const one = question(true);
let scored: readonly (readonly DimensionResult[])[] = questions.map(scoreProfile);

const candidates: readonly { readonly name: string; readonly run: () => void }[] = [
  { name: `${teams} profiles as JSON`, run: () => JSON.stringify(scored) },
  {
    name: `${teams} profiles scored`,
    run: () => {
      scored = questions.map(scoreProfile);
    },
  },
  { name: 'one profile with chances', run: () => scoreProfile({ ...one, seed: 'bench' }) },
];

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const times = new Map(candidates.map(({ name }): [string, number[]] => [name, []]));
// Two rounds before the first, to warm up.
for (let round = -2; round < rounds; round += 1)
  for (const { name, run } of candidates) {
    const started = performance.now();
    run();
    if (round >= 0) times.get(name)?.push(performance.now() - started);
  }

const floor = median(times.get(`${teams} profiles as JSON`) ?? []);
for (const [name, list] of times)
  console.log(
    `${name.padEnd(28)} ${median(list).toFixed(1).padStart(8)} ms   ${(median(list) / floor).toFixed(2).padStart(6)} × the JSON of all`,
  );
