/**
 * Every case of peers' own tests that concerns incidents and deployments, through our derivation. Where we answer differently, the
 * table says by which definition; a difference that is not in it, and one in it that is none any more, fails.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../src/domain/zoned.ts';
import { devlakeIncidents, middlewareIncidents, middlewareRecovery } from '../support/oracles/attribution.ts';
import type { Compared } from '../support/oracles/compare.ts';
import { devlakeDeployments, devlakePrevious } from '../support/oracles/deployments.ts';
import { definitions, expected } from '../support/oracles/differences.ts';
import { githubDeployments, githubRuns, gitlabDeployments, jenkinsBuilds, pagerdutyIncidents } from '../support/oracles/extracts.ts';
import { fourkeysEvents } from '../support/oracles/fourkeys.ts';
import { recordedThere } from '../support/replay-server.ts';

const there = recordedThere ? '' : ' (skipped: ../shared/recorded is not there)';
const weeksOf = (from: string, to: string): readonly string[] =>
  bucketsOf({ from: new Date(from), to: new Date(to) }, 'week', 'UTC', new Date('2026-01-01T00:00:00Z')).map((b) =>
    b.from.toISOString().slice(0, 10),
  );

const oracles: Readonly<Record<string, () => readonly Compared[]>> = {
  'devlake.incident_to_deployment': devlakeIncidents,
  'middleware.incident_to_deployment': middlewareIncidents,
  'middleware.mean_time_to_recovery': () => middlewareRecovery(weeksOf),
  'devlake.deployment_commits_generator': devlakeDeployments,
  'devlake.prev_success_deployment_commit': devlakePrevious,
  'devlake.extract.github_deployments': githubDeployments,
  'devlake.extract.github_runs': githubRuns,
  'devlake.extract.pagerduty_incidents': pagerdutyIncidents,
  'devlake.extract.gitlab_deployments': gitlabDeployments,
  'devlake.extract.jenkins_builds': jenkinsBuilds,
  'fourkeys.event_parsing': fourkeysEvents,
};

const compressed = (text: string): string => text.replace(/\s+/g, ' ');

describe('the table of differences', () => {
  it('is in the documentation, with the same counts', () => {
    const docs = compressed(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8'));
    for (const [name, { cases, differences }] of Object.entries(expected))
      expect(docs).toContain(`| \`${name}\` | ${cases} | ${differences.length} |`);
  });

  it('uses every definition it names', () => {
    const used = new Set(Object.values(expected).flatMap(({ differences }) => differences.map((d) => d.because)));
    expect(used).toEqual(new Set(Object.values(definitions)));
  });
});

describe.skipIf(!recordedThere)(`peers' own cases${there}`, () => {
  for (const [name, compare] of Object.entries(oracles))
    it(`${name}: differs where the table says so, and nowhere else`, () => {
      const compared = compare();
      expect(new Set(compared.map((one) => one.case)).size).toBe(compared.length);
      expect(compared).toHaveLength(expected[name]?.cases ?? 0);
      const found = compared.filter(({ peer, ours }) => peer !== ours);
      expect(found).toEqual(expected[name]?.differences.map(({ because: _, ...difference }) => difference));
    });
});
