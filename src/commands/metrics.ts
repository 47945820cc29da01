/** `plumbline metrics`: the five metrics of the organisation, a team or a service. */

import { type Command, Option } from 'commander';
import { bucketSizes, type BucketSize, clocks, type Clock, type Scope } from '../domain/scope.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Metric } from '../metrics/result.ts';
import { metricTable } from './metric-table.ts';
import { globalOptions, parseDate, parseZone } from './options.ts';
import { type Setup, withDatabase } from './setup.ts';
import { csv } from './table.ts';
import type { Terminal } from './terminal.ts';
import { askedWindow } from './window.ts';

type Options = {
  readonly service?: string;
  readonly team?: string;
  readonly from?: string;
  readonly to?: string;
  readonly bucket?: BucketSize;
  readonly zone?: string;
  readonly clock: Clock;
  readonly bots: 'included' | 'excluded';
  readonly compare?: 'previous';
  readonly format: 'table' | 'json' | 'csv';
  readonly json?: boolean;
};
