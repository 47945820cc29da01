import type { RestEndpointMethodTypes } from '@octokit/rest';
import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type * as payloads from '../../src/sources/github/payloads.ts';
import type { shapes } from '../../src/sources/github/scrub.ts';

type Methods = RestEndpointMethodTypes;
type Member<T> = T extends readonly (infer Item)[] ? Item : never;
type Kept = typeof shapes;

type Pull = Member<Methods['pulls']['list']['response']['data']>;
type Commit = Member<Methods['repos']['listCommits']['response']['data']>;
type Review = Member<Methods['pulls']['listReviews']['response']['data']>;
type Deployment = Member<Methods['repos']['listDeployments']['response']['data']>;
type Status = Member<Methods['repos']['listDeploymentStatuses']['response']['data']>;
type Run = Member<Methods['actions']['listWorkflowRunsForRepo']['response']['data']['workflow_runs']>;
type Release = Member<Methods['repos']['listReleases']['response']['data']>;
type CheckRun = Member<Methods['checks']['listForRef']['response']['data']['check_runs']>;
type CommitStatus = Member<Methods['repos']['getCombinedStatusForRef']['response']['data']['statuses']>;
type Protection = Methods['repos']['getBranchProtection']['response']['data'];
type Environment = Member<NonNullable<Methods['repos']['getAllEnvironments']['response']['data']['environments']>>;
type Dependabot = Member<Methods['dependabot']['listAlertsForRepo']['response']['data']>;
type CodeScanning = Member<Methods['codeScanning']['listAlertsForRepo']['response']['data']>;
type SecretScanning = Member<Methods['secretScanning']['listAlertsForRepo']['response']['data']>;
type Issue = Member<Methods['issues']['listForRepo']['response']['data']>;

// Checked by the compiler: a field that GitHub's published description does not have, or has with another type, does not build.
describe('GitHub publishes every field that is kept and read', () => {
  it('kept fields exist', () => {
    expectTypeOf<keyof Kept['pull_request']>().toExtend<keyof Pull>();
    expectTypeOf<keyof Kept['commit']>().toExtend<keyof Commit>();
    expectTypeOf<keyof Kept['review']>().toExtend<keyof Review>();
    expectTypeOf<keyof Kept['deployment']>().toExtend<keyof Deployment>();
    expectTypeOf<keyof Kept['deployment_status']>().toExtend<keyof Status>();
    expectTypeOf<keyof Kept['workflow_run']>().toExtend<keyof Run>();
    expectTypeOf<keyof Kept['release']>().toExtend<keyof Release>();
    expectTypeOf<keyof Kept['issue']>().toExtend<keyof Issue>();
    expectTypeOf<keyof Kept['check_run']>().toExtend<keyof CheckRun>();
    expectTypeOf<keyof Kept['commit_status']>().toExtend<keyof CommitStatus>();
    expectTypeOf<keyof Kept['branch_protection']>().toExtend<keyof Protection>();
    expectTypeOf<keyof Kept['environment']>().toExtend<keyof Environment>();
    expectTypeOf<keyof Kept['dependabot_alert']>().toExtend<keyof Dependabot>();
    expectTypeOf<keyof Kept['code_scanning_alert']>().toExtend<keyof CodeScanning>();
    expectTypeOf<keyof Kept['secret_scanning_alert']>().toExtend<keyof SecretScanning>();
  });

  it('read fields have the published types', () => {
    expectTypeOf<Pull>().toExtend<z.input<typeof payloads.pullPayload>>();
    expectTypeOf<Review & { pull_number: number }>().toExtend<z.input<typeof payloads.reviewPayload>>();
    expectTypeOf<Deployment>().toExtend<Omit<z.input<typeof payloads.deploymentPayload>, 'html_url' | 'removed'>>();
    expectTypeOf<Status & { deployment_id: number }>().toExtend<z.input<typeof payloads.statusPayload>>();
    expectTypeOf<Run>().toExtend<z.input<typeof payloads.runPayload>>();
    expectTypeOf<Release>().toExtend<z.input<typeof payloads.releasePayload>>();
  });
});
