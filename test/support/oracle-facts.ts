/**
 * The naive oracle, first half: a world to facts, by sets and full scans, straight from the sentences of definitions.md §2 and §3.
 * Slow on purpose. Shares nothing with src/delivery but the id of a deployment.
 */

import { deploymentKey, incidentKey } from '../../src/domain/keys.ts';
import { repositoryIdOf, shaOf, type World, type WorldCommit, type WorldEvent, type WorldPull, type WorldRepository } from './world.ts';

export type OracleKind = 'baseline' | 'forward' | 'rollback' | 'redeploy';
type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'running' | 'unknown';

type Child = {
  key: string;
  repo: WorldRepository;
  commit: string;
  place: string;
  outcome: Outcome;
  started: number;
  finished: number | null;
  origin: string;
  id: string;
};

export type OracleDeployment = {
  id: string;
  repo: WorldRepository;
  commit: string;
  production: boolean;
  children: Child[];
  outcome: Outcome;
  kind: OracleKind | null;
  started: number;
  finished: number | null;
  /** Deployment running just before in its (first) place. */
  previous: OracleDeployment | null;
  delivered: OracleDelivery[];
  unplanned: boolean;
  evidence: { kind: string; confidence: number; at: number; remedy: OracleDeployment | null; incident: OracleIncident | null }[];
};

export type OracleDelivery = {
  sha: string;
  authored: number;
  committed: number;
  firstCommit: number | null;
  merged: number | null;
  /** Number of its pull request. */
  pull: number | null;
  deployment: OracleDeployment;
};
export type OracleIncident = {
  id: string;
  opened: number;
  resolved: number | null;
  rung: 3 | 4 | null;
  confidence: number | null;
  deployment: OracleDeployment | null;
};
export type OracleFacts = {
  deployments: OracleDeployment[];
  deliveries: OracleDelivery[];
  baselineCount: number;
  undeployed: string[];
  incidents: OracleIncident[];
};

const HOUR = 3_600_000;
const ms = (text: string): number => Date.parse(text);
const inProduction = (place: string): boolean => ['prod', 'prod-eu', 'prod-us', 'production'].includes(place);

const commitOf = (repo: WorldRepository, id: string): WorldCommit | undefined => repo.commits.find((c) => c.id === id);

/** The commit and everything it descends from, as far as it is known. */
function ancestors(repo: WorldRepository, id: string): Set<string> {
  const seen = new Set<string>();
  const todo = [id];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const commit = commitOf(repo, next);
    if (!commit || seen.has(next)) continue;
    seen.add(next);
    todo.push(...commit.parents);
  }
  return seen;
}

const isMerge = (commit: WorldCommit): boolean => commit.parents.length > 1;
const isOurs = (commit: WorldCommit): boolean => !isMerge(commit) && commit.ours !== false;

function childOf(world: World, repo: WorldRepository, event: WorldEvent): Child {
  const terminal = event.statuses
    .filter(([state]) => ['succeeded', 'failed', 'cancelled'].includes(state))
    .sort((a, b) => ms(a[1]) - ms(b[1]))[0];
  const running = event.statuses.filter(([state]) => state === 'running').sort((a, b) => ms(a[1]) - ms(b[1]))[0];
  const inactive = event.statuses.some(([state]) => state === 'inactive');
  const alive = event.statuses.some(([state]) => state === 'running' || state === 'pending');
  const finished = terminal ? ms(terminal[1]) : inactive ? ms(event.created) : null;
  const outcome: Outcome = terminal ? (terminal[0] as Outcome) : inactive ? 'succeeded' : alive ? 'running' : 'unknown'; // the filter above leaves only outcomes
  const started = Math.min(running ? ms(running[1]) : ms(event.created), finished ?? Number.POSITIVE_INFINITY);
  const key = deploymentKey(world.serviceId, { repositoryId: repositoryIdOf(repo.name), origin: event.from, externalId: event.id });
  return { key, repo, commit: event.commit, place: event.place, outcome, started, finished, origin: event.from, id: event.id };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byFinish = (a: Child, b: Child): number => (a.finished ?? 0) - (b.finished ?? 0) || byText(a.key, b.key);

function fold(children: Child[]): Child[][] {
  const done = children.filter((c) => c.finished !== null).sort(byFinish);
  const groups: Child[][] = [];
  for (const child of done) {
    const at = child.finished ?? 0;
    const group = groups
      .filter((g) => g[0]?.repo === child.repo && g[0].commit === child.commit && inProduction(g[0].place) === inProduction(child.place))
      .at(-1);
    const first = group?.[0]?.finished ?? Number.NEGATIVE_INFINITY;
    const between = done.some(
      (o) =>
        o.repo === child.repo &&
        o.place === child.place &&
        o.commit !== child.commit &&
        o.outcome === 'succeeded' &&
        (o.finished ?? 0) >= first &&
        done.indexOf(o) > done.indexOf(group?.[0] ?? child) &&
        done.indexOf(o) < done.indexOf(child),
    );
    if (group && at - first <= HOUR && !between) group.push(child);
    else groups.push([child]);
  }
  return [...groups, ...children.filter((c) => c.finished === null).map((c) => [c])];
}

function deploymentOf(children: Child[]): OracleDeployment {
  const first = children[0] as Child; // fold never makes an empty group
  const places = [...new Set(children.map((c) => c.place))];
  const lasts = places.map((place) => children.filter((c) => c.place === place).at(-1)?.outcome);
  const outcome: Outcome = lasts.includes('failed') ? 'failed' : lasts.includes('succeeded') ? 'succeeded' : (lasts[0] ?? 'unknown');
  const successes = children.filter((c) => c.outcome === 'succeeded');
  const finished = successes[0]?.finished ?? children.at(-1)?.finished ?? null;
  return {
    id: first.key,
    repo: first.repo,
    commit: first.commit,
    production: inProduction(first.place),
    children,
    outcome,
    kind: null,
    started: Math.min(...children.map((c) => c.started)),
    finished,
    previous: null,
    delivered: [],
    unplanned: false,
    evidence: [],
  };
}

const strength: OracleKind[] = ['baseline', 'forward', 'rollback', 'redeploy'];

/** Walks the production successes in time and gives each deployment its kind and what ran before it. */
function classify(deployments: OracleDeployment[]): void {
  const running = new Map<string, { commit: string; owner: OracleDeployment }>();
  const history: { place: string; deployment: OracleDeployment }[] = [];
  const based = new Set<WorldRepository>();
  const steps = deployments
    .filter((d) => d.production && d.outcome === 'succeeded')
    .flatMap((d) => d.children.filter((c) => c.outcome === 'succeeded').map((child) => ({ d, child })))
    .sort((a, b) => byFinish(a.child, b.child));
  for (const { d, child } of steps) {
    const place = `${child.repo.name} ${child.place}`;
    const before = running.get(place);
    const kind = based.has(child.repo) ? kindOf(child, before?.commit) : 'baseline';
    based.add(child.repo);
    if (d.kind === null) d.previous = before?.owner ?? null;
    if (d.kind === null || strength.indexOf(kind) < strength.indexOf(d.kind)) d.kind = kind;
    const owner =
      kind === 'forward' || kind === 'baseline'
        ? d
        : kind === 'redeploy'
          ? (before?.owner ?? d)
          : (history.find((h) => h.place === place && ancestors(child.repo, h.deployment.commit).has(child.commit))?.deployment ?? d);
    if (kind === 'forward' || kind === 'baseline') history.push({ place, deployment: d });
    running.set(place, { commit: child.commit, owner });
  }
}

function kindOf(child: Child, before: string | undefined): OracleKind {
  if (before === undefined) return 'forward';
  const now = ancestors(child.repo, child.commit);
  const then = ancestors(child.repo, before);
  const differs = child.repo.commits.some((c) => isOurs(c) && now.has(c.id) !== then.has(c.id));
  if (!differs) return 'redeploy';
  return then.has(child.commit) ? 'rollback' : 'forward';
}

/** The changes a commit of the graph stands for: itself, or the originals of a squash. */
function standsFor(repo: WorldRepository, id: string): { ids: string[]; pull: WorldPull | undefined } {
  const squash = repo.pulls.find((p) => p.method === 'squash' && p.merge === id);
  if (!squash) return { ids: [id], pull: pullOf(repo, id) };
  const target = ancestors(repo, commitOf(repo, id)?.parents[0] ?? '');
  const ids = squash.originals.filter((o) => !target.has(o) && !isMerge(commitOf(repo, o) ?? { id: o, parents: [], authored: '' }));
  return { ids, pull: squash };
}

/** The pull request a commit on the target belongs to: its originals (merge), or the rebased copies before its last commit. */
export function pullOf(repo: WorldRepository, id: string): WorldPull | undefined {
  return repo.pulls.find((p) => {
    // An original reached by another way than its merge still belongs to its pull request.
    if (p.originals.includes(id)) return !isMerge(commitOf(repo, id) ?? { id, parents: [], authored: '' });
    if (p.method !== 'rebase') return false;
    const chain: string[] = [];
    for (let at: string | undefined = p.merge; at !== undefined && chain.length < p.originals.length; at = commitOf(repo, at)?.parents[0])
      chain.push(at);
    return chain.includes(id);
  });
}

function deliver(deployments: OracleDeployment[]): {
  deliveries: OracleDelivery[];
  baselineCount: number;
  reached: Map<WorldRepository, Set<string>>;
  given: Set<string>;
} {
  const deliveries: OracleDelivery[] = [];
  const given = new Set<string>();
  const reached = new Map<WorldRepository, Set<string>>();
  let baselineCount = 0;
  const order = deployments
    .filter((d) => d.kind === 'forward' || d.kind === 'baseline')
    .sort((a, b) => (a.finished ?? 0) - (b.finished ?? 0) || byText(a.id, b.id));
  for (const d of order) {
    const seen = reached.get(d.repo) ?? new Set<string>();
    reached.set(d.repo, seen);
    for (const id of ancestors(d.repo, d.commit)) {
      if (seen.has(id)) continue;
      seen.add(id);
      const commit = commitOf(d.repo, id);
      if (!commit || !isOurs(commit)) continue;
      const { ids, pull } = standsFor(d.repo, id);
      for (const change of ids) {
        const at = commitOf(d.repo, change);
        if (!at || given.has(`${d.repo.name} ${change}`)) continue;
        given.add(`${d.repo.name} ${change}`);
        if (d.kind === 'baseline') baselineCount += 1;
        else {
          const own = pull?.originals.map((o) => commitOf(d.repo, o)).filter((c) => c !== undefined && !isMerge(c)) ?? [];
          const firsts = own.map((c) => ms(c?.authored ?? ''));
          const delivery = {
            sha: shaOf(d.repo.name, change),
            authored: ms(at.authored),
            committed: ms(at.committed ?? at.authored),
            firstCommit: firsts.length > 0 ? Math.min(...firsts) : null,
            merged: pull ? ms(pull.merged) : null,
            pull: pull?.number ?? null,
            deployment: d,
          };
          deliveries.push(delivery);
          d.delivered.push(delivery);
        }
      }
    }
  }
  return { deliveries, baselineCount, reached, given };
}

const messageOf = (repo: WorldRepository, sha: string): string => {
  const commit = repo.commits.find((c) => shaOf(repo.name, c.id) === sha);
  return (commit?.message ?? '').replace(/\{(\w+)\}/g, (_, id: string) => shaOf(repo.name, id));
};

function revertedBy(repo: WorldRepository, sha: string): string | null {
  const target = /This reverts commit ([0-9a-f]{40})/.exec(messageOf(repo, sha))?.[1] ?? null;
  if (target === null || /This reverts commit/.test(messageOf(repo, target))) return null;
  return target;
}

/** The changes that undoing a commit undoes: a squash stands for its originals, a merge for what it brought in (its first parent lacks). */
function undoneBy(repo: WorldRepository, sha: string): string[] {
  const target = repo.commits.find((c) => shaOf(repo.name, c.id) === sha);
  if (!target) return [];
  const before = ancestors(repo, target.parents[0] ?? '');
  const brought = isMerge(target) ? [...ancestors(repo, target.id)].filter((id) => !before.has(id)) : [target.id];
  return brought.flatMap((id) => standsFor(repo, id).ids).map((id) => shaOf(repo.name, id));
}

function findEvidence(facts: { deployments: OracleDeployment[]; deliveries: OracleDelivery[] }): void {
  for (const d of facts.deployments) {
    if (d.kind === 'rollback') {
      d.unplanned = true;
      d.previous?.evidence.push({ kind: 'rollback', confidence: 0.9, at: d.finished ?? 0, remedy: d, incident: null });
    }
    if (d.kind !== 'forward') continue;
    for (const r of d.delivered) {
      const target = revertedBy(d.repo, r.sha);
      const undone = target === null ? [] : undoneBy(d.repo, target);
      for (const hit of facts.deliveries.filter((x) => undone.includes(x.sha) && x.deployment.repo === d.repo)) {
        const age = (d.finished ?? 0) - (hit.deployment.finished ?? 0);
        if (hit.deployment === d || age < 0 || age > 30 * 24 * HOUR) continue;
        d.unplanned = true;
        if (!hit.deployment.evidence.some((e) => e.kind === 'revert' && e.remedy === d)) {
          hit.deployment.evidence.push({ kind: 'revert', confidence: 0.9, at: d.finished ?? 0, remedy: d, incident: null });
        }
      }
    }
    const hot = d.delivered.length > 0 && d.delivered.every((x) => /\bhotfix\b/i.test(messageOf(d.repo, x.sha)));
    if (hot && d.previous && (d.finished ?? 0) - (d.previous.finished ?? 0) <= 48 * HOUR) {
      d.unplanned = true;
      d.previous.evidence.push({ kind: 'hotfix', confidence: 0.7, at: d.finished ?? 0, remedy: d, incident: null });
    }
  }
}

function attribute(world: World, deployments: OracleDeployment[]): OracleIncident[] {
  const live = deployments
    .filter((d) => d.production && d.outcome === 'succeeded')
    .sort((a, b) => a.started - b.started || (a.finished ?? 0) - (b.finished ?? 0) || byText(a.id, b.id));
  const forwards = live.filter((d) => d.kind === 'forward' || d.kind === 'baseline');
  return world.issues.map((issue) => {
    const id = incidentKey({ repositoryId: repositoryIdOf(issue.repository), origin: 'issues', externalId: `${issue.number}` });
    const opened = ms(issue.opened);
    const resolved = issue.closed === null ? null : ms(issue.closed);
    const openAt = (e: { at: number; remedy: OracleDeployment | null }): boolean =>
      opened <= e.at && (resolved === null || resolved > (e.remedy?.started ?? e.at));
    const third = forwards
      .filter((d) => {
        if (opened < d.started) return false;
        const next = forwards.find((f) => f !== d && f.repo === d.repo && f.started > d.started);
        const before = !next || opened < next.started;
        return d.evidence.some((e) => openAt(e) && (e.kind === 'revert' || (before && (e.kind === 'rollback' || e.kind === 'hotfix'))));
      })
      .at(-1);
    const nearest = live.filter((d) => d.started <= opened).at(-1);
    const age = nearest ? opened - (nearest.finished ?? 0) : null;
    const fourth = age === null ? null : age <= HOUR ? 0.8 : age <= 6 * HOUR ? 0.6 : age <= 24 * HOUR ? 0.4 : null;
    const blamed = nearest && (nearest.kind === 'rollback' || nearest.kind === 'redeploy') ? ownerOf(nearest, forwards) : (nearest ?? null);
    const found: OracleIncident = third
      ? { id, opened, resolved, rung: 3, confidence: 0.9, deployment: third }
      : fourth !== null && blamed
        ? { id, opened, resolved, rung: 4, confidence: fourth, deployment: blamed }
        : { id, opened, resolved, rung: null, confidence: null, deployment: null };
    return found;
  });
}

/** The forward or baseline deployment that first put the running commit into the place of a rollback or redeploy. */
function ownerOf(d: OracleDeployment, forwards: OracleDeployment[]): OracleDeployment | null {
  const place = d.children.find((c) => c.outcome === 'succeeded')?.place;
  const earlier = forwards.filter(
    (f) =>
      f.repo === d.repo && (f.finished ?? 0) <= (d.finished ?? 0) && f.children.some((c) => c.place === place && c.outcome === 'succeeded'),
  );
  const byTime = [...earlier].sort((a, b) => (a.finished ?? 0) - (b.finished ?? 0) || byText(a.id, b.id));
  if (d.kind === 'rollback') return byTime.find((f) => ancestors(d.repo, f.commit).has(d.commit)) ?? null;
  return d.previous;
}

export function oracleFacts(world: World): OracleFacts {
  const deployments = world.repositories.flatMap((repo) => fold(repo.events.map((e) => childOf(world, repo, e))).map(deploymentOf));
  classify(deployments);
  const { deliveries, baselineCount, reached, given } = deliver(deployments);
  findEvidence({ deployments, deliveries });
  const incidents = attribute(world, deployments);
  for (const incident of incidents) {
    incident.deployment?.evidence.push({
      kind: 'incident',
      confidence: incident.confidence ?? 0,
      at: incident.opened,
      remedy: null,
      incident,
    });
  }
  const undeployed = world.repositories.flatMap((repo) => {
    const seen = reached.get(repo);
    if (!seen) return [];
    return (
      [...ancestors(repo, repo.head)]
        .filter((id) => !seen.has(id) && isOurs(commitOf(repo, id) ?? { id, parents: ['', ''], authored: '' }))
        // A change is delivered once: an original that went out by another way no longer waits for its squash.
        .flatMap((id) => standsFor(repo, id).ids.filter((c) => !given.has(`${repo.name} ${c}`)))
        .map((c) => shaOf(repo.name, c))
    );
  });
  return { deployments, deliveries, baselineCount, undeployed, incidents };
}
