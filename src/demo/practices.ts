/** What the demonstration's provider tells of practices: checks, protection, files, workflows, environments, alerts. Pure. */

import { practiceObjects } from '../domain/practices.ts';
import { fileKinds } from '../sources/github/file-kinds.ts';
import type { Behaviour } from './behaviour.ts';
import { DAY, HOUR, later, MINUTE } from './calendar.ts';
import { type Habits, habitsOf } from './habits.ts';
import type { Life, SimulatedPull } from './life.ts';
import { evenChance, seededRandom } from './random.ts';
import type { Listing, Told } from './told.ts';

type Item = readonly [kind: string, externalId: string, payload: unknown];

const seed = 20_260_102;
/** No rule looks back further at pull requests. */
const daysOfChecks = 300;
const build = 'build';
const scan = 'CodeQL';

/** Whether each of a list has something, evenly over time. */
type Shares = Readonly<Record<'checked' | 'green' | 'scanned', (share: number) => boolean>>;

function checkRuns(pull: SimulatedPull, mergedAt: Date, habits: Habits, shares: Shares) {
  const red = !shares.green(habits.green);
  const names = [...(shares.checked(habits.checked) ? [build] : []), ...(shares.scanned(habits.scanned) ? [scan] : [])];
  return names.map((name, i) => ({
    id: pull.number * 10 + i,
    name,
    app: { slug: name === scan ? 'github-advanced-security' : 'github-actions' },
    status: 'completed',
    conclusion: red && name === build ? 'failure' : 'success',
    started_at: later(mergedAt, -HOUR).toISOString(),
    completed_at: later(mergedAt, -HOUR + (4 + i) * MINUTE).toISOString(),
  }));
}

function checks(life: Life, habits: Habits, now: Date): readonly Item[] {
  const random = seededRandom(seed);
  const shares: Shares = { checked: evenChance(random), green: evenChance(random), scanned: evenChance(random) };
  return life.pulls.flatMap((pull): Item[] => {
    if (pull.mergedAt === null || pull.mergedAt < later(now, -daysOfChecks * DAY)) return [];
    const runs = checkRuns(pull, pull.mergedAt, habits, shares);
    const payload = {
      number: pull.number,
      head_sha: pull.originals.at(-1)?.sha,
      known: true,
      total: runs.length,
      check_runs: runs,
      statuses: [],
    };
    return [['pull_request_checks', String(pull.number), payload]];
  });
}

function guard({ guarded }: Habits): Item {
  const rules = [
    { type: 'pull_request', parameters: { required_approving_review_count: 1, require_code_owner_review: false } },
    { type: 'required_status_checks', parameters: { required_status_checks: [{ context: build }] } },
    { type: 'non_fast_forward' },
  ];
  return ['branch_rules', 'main', { name: 'main', rules: guarded ? rules : [] }];
}

/** What was looked for; what is not in the habits is not there. */
function files({ owners, files: found }: Habits): Item {
  const workflows = ['.github/workflows/build.yml', '.github/workflows/deploy.yml'];
  const there: Habits['files'] = { ...found, workflow: workflows, ...(owners && { codeowners: ['CODEOWNERS'] }) };
  const kinds = fileKinds.map((kind) => ({ kind, files: there[kind]?.length ?? 0, paths: there[kind] ?? [] }));
  return ['practice_files', 'default branch', { complete: true, kinds }];
}

function workflow(name: string, { narrow, shared }: Habits, sha: string): Item {
  const path = `.github/workflows/${name}.yml`;
  const payload = {
    path,
    sha,
    removed: false,
    permissions: narrow ? 'read' : null,
    id_token: narrow && name === 'deploy',
    triggers: name === 'build' ? ['pull_request', 'push', ...(shared ? ['schedule'] : [])] : ['push'],
    uses: ['actions/checkout@v5', ...(shared ? ['acme-demo/pipelines/.github/workflows/service.yml@v3'] : [])],
    secrets: name === 'deploy' && !narrow ? ['AWS_SECRET_ACCESS_KEY'] : [],
    environments: name === 'deploy' ? ['production'] : [],
    tools: ['docker'],
  };
  return ['workflow_file', path, payload];
}

function alerts({ criticalDays }: Habits, now: Date): readonly Item[] {
  return criticalDays.map((days, i) => {
    const openedAt = later(now, -(80 - i * 8) * DAY);
    const fixedAt = later(openedAt, days * DAY);
    const fixed = fixedAt < now;
    const at = { created_at: openedAt.toISOString(), updated_at: (fixed ? fixedAt : openedAt).toISOString() };
    const payload = { number: i + 1, state: fixed ? 'fixed' : 'open', ...at, fixed_at: fixed ? at.updated_at : null };
    return ['dependabot_alert', String(i + 1), { ...payload, security_advisory: { severity: 'critical' } }];
  });
}

const previews = ({ previews: many }: Habits, life: Life, now: Date): readonly Item[] =>
  life.pulls.slice(-many || life.pulls.length).flatMap(({ number, openedAt }): Item[] => {
    const name = `preview-${number}`;
    return openedAt < now && many > 0 ? [['environment', name, { name, created_at: openedAt.toISOString(), removed: true }]] : [];
  });

/** What may be read: everything, but where alerts are switched off. */
const access = ({ watched }: Habits): readonly Item[] =>
  practiceObjects.map((object) => {
    const off = !watched && object.endsWith('_alerts');
    return ['practice_access', object, { object, state: off ? 'off' : 'readable', reason: null }];
  });

/** One list without days, as of `now`. */
export function practices(behaviour: Behaviour, life: Life, now: Date): Listing {
  const habits = habitsOf(behaviour.repository);
  const sha = life.main.at(-1)?.sha ?? '';
  const items: readonly Item[] = [
    ...access(habits),
    ...checks(life, habits, now),
    guard(habits),
    files(habits),
    ['workflow_default', 'workflow', { default_workflow_permissions: habits.narrow ? 'read' : 'write' }],
    workflow('build', habits, sha),
    workflow('deploy', habits, sha),
    ...(habits.owners
      ? [['owner_file', 'CODEOWNERS', { path: 'CODEOWNERS', sha, removed: false, rules: 1, everything: true }] satisfies Item]
      : []),
    ...previews(habits, life, now),
    ...(habits.watched ? alerts(habits, now) : []),
  ];
  return { object: 'practices', items: items.map(([kind, externalId, payload]): Told => ({ kind, externalId, payload, at: now })) };
}
