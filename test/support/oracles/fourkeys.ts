/** Four Keys' tests of webhooks, those of issues, incidents and deployments: which id and instant an event has. */

import { incidentKey, repositoryKey } from '../../../src/domain/keys.ts';
import { normalizeGithub } from '../../../src/sources/github/index.ts';
import { normalizePagerduty } from '../../../src/sources/pagerduty/normalize.ts';
import { type Compared, readOracle } from './compare.ts';

type Case = {
  readonly name: string;
  readonly input: { readonly event: Readonly<Record<string, unknown>> };
  readonly expected: { readonly id: string | number; readonly time_created?: string | number; readonly correctUtc?: string };
};

/** Does a door take the payload? Theirs are stubs with an id and an instant. */
function taken(read: () => unknown): string {
  try {
    read();
    return 'taken';
  } catch {
    return 'refused: not the provider’s shape';
  }
}

export function fourkeysEvents(): readonly Compared[] {
  const { cases } = readOracle<{ cases: readonly Case[] }>('fourkeys.event_parsing');
  return cases.flatMap(({ name, input: { event }, expected }): readonly Compared[] => {
    if (name === 'github issues') {
      const number = String((event.issue as { number: number }).number); // a stub of an issue has a number
      const keys = ['one', 'two'].map((owner) =>
        incidentKey({ repositoryId: repositoryKey('gh', `${owner}/reponame`), origin: 'issues', externalId: number }),
      );
      const item = { repositoryId: 'gh:r', kind: 'issue', externalId: number, payload: event.issue };
      return [
        { case: `${name}: the number alone`, peer: 'is no id', ours: keys.every((key) => key !== number) ? 'is no id' : 'is the id' },
        { case: `${name}: same repository name of two owners`, peer: 'one id', ours: new Set(keys).size === 1 ? 'one id' : 'two ids' },
        { case: `${name}: the payload`, peer: 'taken', ours: taken(() => normalizeGithub(item)) },
      ];
    }
    if (name === 'pagerduty')
      return [
        {
          case: `${name}: the payload`,
          peer: 'taken',
          ours: taken(() =>
            normalizePagerduty({ repositoryId: 'pager:', kind: 'incident', externalId: String(expected.id), payload: event.event }),
          ),
        },
      ];
    if (expected.correctUtc !== undefined) {
      const text = String(event.status_changed_at).replace(' +', '+').replace('+0200', '+02:00').replace(' ', 'T');
      const right = new Date(text).getTime() === Date.parse(expected.correctUtc);
      return [
        { case: `${name}: the instant`, peer: 'local time as if it were UTC', ours: right ? 'the instant itself' : 'another instant' },
      ];
    }
    return [];
  });
}
