/** A repository while its life is being made up. */

import { createHash } from 'node:crypto';
import type { Behaviour, Part } from './behaviour.ts';
import { DAY, turn, weekOf } from './calendar.ts';
import type { SimulatedCommit, SimulatedDeployment, SimulatedIncident, SimulatedPull } from './life.ts';
import { evenAround, evenChance, type Random, seededRandom } from './random.ts';

/** What runs in production of one part. */
export type PartStage = {
  readonly part: Part;
  readonly fails: (share: number) => boolean;
  sha: string;
  title: string;
  /** What ran before. */
  previousSha: string;
  previousTitle: string;
  /** Something of it was merged since. */
  changed: boolean;
};

export type Stage = {
  readonly behaviour: Behaviour;
  readonly now: Date;
  readonly seed: number;
  readonly random: Random;
  readonly lead: (median: number, spread: number) => number;
  readonly repair: (median: number, spread: number) => number;
  readonly main: SimulatedCommit[];
  readonly pulls: SimulatedPull[];
  readonly deployments: SimulatedDeployment[];
  readonly incidents: SimulatedIncident[];
  readonly parts: readonly PartStage[];
  readonly version: [number, number, number];
  /** The instant of the newest deployed commit's merge, or later: whatever is merged from now on is merged after it. */
  cut: Date;
  numbers: number;
  shas: number;
};

const nothing = { sha: '', title: '', previousSha: '', previousTitle: '', changed: false };

export function newStage(behaviour: Behaviour, now: Date, seed: number): Stage {
  const random = seededRandom(seed);
  return {
    behaviour,
    now,
    seed,
    random,
    lead: evenAround(random.next()),
    repair: evenAround(random.next()),
    main: [],
    pulls: [],
    deployments: [],
    incidents: [],
    parts: behaviour.parts.map((part) => ({ part, fails: evenChance(random), ...nothing })),
    version: [1 + (seed % 5), 0, 0],
    cut: new Date(0),
    numbers: 0,
    shas: 0,
  };
}

export const daysAgo = (stage: Stage, at: Date): number => (stage.now.getTime() - at.getTime()) / DAY;

export const newSha = (stage: Stage): string =>
  createHash('sha1')
    .update(`${stage.behaviour.repository} ${++stage.shas}`)
    .digest('hex');

export const newNumber = (stage: Stage): number => ++stage.numbers;

export function head(stage: Stage): SimulatedCommit {
  const commit = stage.main.at(-1);
  if (commit === undefined) throw new Error(`${stage.behaviour.repository} has no commit yet.`);
  return commit;
}

/** Slow and quick weeks take turns, by amounts that differ: a factor of the lead. */
export function weekFactor(stage: Stage, at: Date): number {
  const size = 0.6 + 0.8 * seededRandom(stage.seed * 1_000 + weekOf(at)).next();
  return Math.exp(turn(at) * size * stage.behaviour.unrest);
}

/** So do lucky and unlucky ones: a factor of the share that fails. */
export const luckFactor = ({ behaviour }: Stage, at: Date): number => 1 + behaviour.luck * turn(at);
