/** The PagerDuty source: services, incidents with their course, notes and related changes. */

import type { HttpOptions } from '../http.ts';
import type { Source } from '../source.ts';
import { collectPagerduty } from './collect.ts';
import { examinePagerduty } from './examine.ts';
import type { PagerdutySettings } from './settings.ts';

/** Asks for nothing yet; `collect` reads when it is iterated. */
export function openPagerduty(settings: PagerdutySettings, options: HttpOptions = {}): Source {
  return {
    sourceId: settings.sourceId,
    kind: 'pagerduty',
    collect: (context) => collectPagerduty(settings, options, context),
    examine: (world) => examinePagerduty(settings, world),
  };
}
