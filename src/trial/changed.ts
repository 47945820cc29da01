/** Which settings of a service two sets of rules have otherwise. Pure. */

import type { ServiceSettings } from '../domain/service.ts';

/** By the names of the configuration. */
const settingNames: Readonly<Record<keyof ServiceSettings, string>> = {
  repositories: 'repositories',
  deployments: 'deployments',
  incidents: 'incidents',
  failures: 'failures',
  foldSeconds: 'fold',
  hotfixWords: 'hotfix_words',
  revertAgeSeconds: 'revert_age',
  sourceCommit: 'source_commit',
  productionWords: 'environments.production',
  bots: 'bots',
};

/** Keys may come in any order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, item]) => [key, sorted(item)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value;

/** Whether two values of settings say the same. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** By their names in the configuration. */
export function changedSettings(present: ServiceSettings, proposed: ServiceSettings): readonly string[] {
  // The names are those of all settings, which TypeScript does not keep of `Object.keys`.
  const keys = Object.keys(settingNames) as (keyof ServiceSettings)[];
  return keys.filter((key) => !same(present[key], proposed[key])).map((key) => settingNames[key]);
}
