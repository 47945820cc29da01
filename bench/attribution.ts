/**
 * How well attribution works: 2,000 incidents with known causes in an organisation of 36 services, over a year, as records of GitHub and
 * PagerDuty through the real derivation; rung by rung, beside the rule of peers ("the latest deployment before the incident").
 *
 *   npx tsx bench/attribution.ts [seeds=5] [first=1]
 *
 * The history is written from causes (bench/attribution/mix.ts lists every share and where it comes from); it knows nothing of the
 * ladder. True = the rollout since which the faulty change has been running. Assumptions: a fault lies in one change of one deployment;
 * a second report has the cause of the first; what another service, a switch outside the pipeline or the world caused has no deployment
 * of the service as its cause; comments on issues are not collected, so what issues say is in their bodies.
 */

import { isTrue, type Judged, judge, peerRules } from './attribution/judge.ts';
import { causes, type MixName, mixes } from './attribution/mix.ts';
import { past } from './attribution/past.ts';
import { counts, percentages, type Score, score, spread, table } from './attribution/score.ts';

const [seeds = 5, first = 1] = process.argv.slice(2).map(Number);

type Run = { readonly judged: readonly Judged[]; readonly deployments: number };

function run(seed: number, mix: MixName): Run {
  const lives = past(seed, mix);
  const judged = lives.flatMap(
    (life) =>
      judge(
        life,
        lives.filter((other) => other.plan.team === life.plan.team),
      ).judged,
  );
  const deployments = lives.reduce((sum, life) => sum + life.rollouts.filter((r) => r.succeeded).length, 0);
  return { judged, deployments };
}

const confident =
  (least: number, of: (j: Judged) => boolean = () => true) =>
  (j: Judged) =>
    (j.ours.confidence ?? 0) >= least && of(j) ? j.ours.blamed : null;
type Answer = Parameters<typeof score>[1];

const steps: readonly { readonly name: string; readonly of: (j: Judged) => boolean }[] = [
  { name: 'rung 2: named', of: (j) => j.ours.rung === 2 },
  { name: 'rung 3: repaired while open', of: (j) => j.ours.rung === 3 },
  { name: 'rung 4: within 1 h (0.8)', of: (j) => j.ours.rung === 4 && j.ours.confidence === 0.8 },
  { name: 'rung 4: within 6 h (0.6)', of: (j) => j.ours.rung === 4 && j.ours.confidence === 0.6 },
  { name: 'proposed: rung 4 within 24 h (0.4)', of: (j) => j.ours.rung === 4 && j.ours.confidence === 0.4 },
];

const over = (runs: readonly Run[], answer: Answer): readonly Score[] => runs.map((r) => score(r.judged, answer, r.deployments));
const of = (scores: readonly Score[], key: keyof Score) => spread(scores.map((s) => s[key]));

function rungs(runs: readonly Run[]): string {
  const rows = steps.map(({ name, of: step }, i) => {
    const own = over(runs, confident(0, step));
    const upTo = over(
      runs,
      confident(0, (j) => steps.slice(0, i + 1).some((s) => s.of(j))),
    );
    return [
      name,
      counts(of(own, 'n')),
      counts(of(own, 'right')),
      percentages(of(own, 'precision')),
      percentages(of(upTo, 'precision')),
      percentages(of(upTo, 'recall')),
    ];
  });
  const none = runs.map(({ judged }) => judged.filter((j) => j.ours.blamed === null));
  const rightly = none.map((list) => list.filter((j) => j.incident.culprit?.service !== j.incident.service).length);
  const share = spread(none.map((list, i) => (rightly[i] ?? 0) / list.length));
  rows.push(['not change-related', counts(spread(none.map((l) => l.length))), counts(spread(rightly)), percentages(share), '', '']);
  return table(['rung', 'n', 'true', 'precision', 'precision so far', 'recall so far'], rows);
}

function rules(runs: readonly Run[]): string {
  const answers: readonly (readonly [string, Answer])[] = [
    ['Plumbline, counted (0.5 and more)', confident(0.5)],
    ['Plumbline, 0.9 and more', confident(0.9)],
    ['Plumbline, proposals included', confident(0)],
    ...peerRules.map((rule): readonly [string, Answer] => [rule, (j) => j.peers[rule]]),
    ['(the truth)', (j) => (j.incident.culprit?.service === j.incident.service ? j.incident.culprit : null)],
  ];
  const keys = ['precision', 'recall', 'precisionOfCaused', 'recallOfCaused', 'answeredRight', 'failRate'] as const;
  const rows = answers.map(([name, answer]) => {
    const scores = over(runs, answer);
    return [name, counts(of(scores, 'n')), ...keys.map((key) => percentages(of(scores, key)))];
  });
  return table(
    ['rule', 'answers', 'precision', 'recall', 'precision, change-caused', 'recall, change-caused', 'right of all', 'blamed deployments'],
    rows,
  );
}

/** What the texts of incidents held that rung 2 answered, and how often its answer was right. */
function mentions(runs: readonly Run[]): string {
  const named = runs.flatMap(({ judged }) => judged.filter((j) => j.ours.rung === 2));
  const what = (j: Judged): string =>
    j.said.mentions.includes('cause') ? 'the cause, and what else' : j.said.mentions.join(', ') || 'nothing of note';
  const groups = new Map<string, Judged[]>();
  for (const j of named) groups.set(what(j), [...(groups.get(what(j)) ?? []), j]);
  const rows = [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, 8);
  return table(
    ['rung 2: the texts hold', 'n a seed', 'true'],
    rows.map(([name, list]) => {
      const right = list.filter((j) => isTrue(j.incident, j.ours.blamed)).length;
      return [name, (list.length / runs.length).toFixed(0), `${((right / list.length) * 100).toFixed(0)} %`];
    }),
  );
}

const names = Object.keys(mixes) as MixName[]; // its own keys
console.log(`2,000 incidents, seeds ${first} to ${first + seeds - 1}: mean (least–greatest)\n`);
console.log(
  table(
    ['true cause, in 100', ...names],
    causes.map((cause) => [cause, ...names.map((mix) => `${mixes[mix][cause]}`)]),
  ),
);
for (const mix of names) {
  const runs = Array.from({ length: seeds }, (_, i) => run(first + i, mix));
  console.log(`\n## ${mix}\n\n${rungs(runs)}\n\n${rules(runs)}\n\n${mentions(runs)}`);
}
