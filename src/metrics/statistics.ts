import { frequency } from './frequency.ts';
import type { Statistic } from './judgement.ts';
import type { StatisticName } from './metric.ts';
import { share } from './share.ts';
import { times } from './times.ts';

/** How each kind of metric is judged. */
export const statistics: Readonly<Record<StatisticName, Statistic>> = { times, share, frequency };
