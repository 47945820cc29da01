/** Rung 2: what an incident names in its title, its body or its course, and the deployment that stands behind the name. */

import type { Classified } from './classify.ts';
import { findCommit } from './history.ts';
import type { ServiceIncident } from './incidents.ts';
import type { Lane } from './lane.ts';

/** A deployment an incident names, and how. */
export type Named = { readonly deployment: Classified; readonly by: string };

export type NameIndex = {
  readonly lanes: readonly Lane[];
  readonly deployments: ReadonlyMap<string, Classified>;
  readonly byUrl: ReadonlyMap<string, readonly Classified[]>;
  readonly byName: ReadonlyMap<string, readonly Classified[]>;
  /** By the provider's id of the deployment record or run. */
  readonly byExternalId: ReadonlyMap<string, readonly Classified[]>;
  /** Pull request by its link: lane number and pull request number. */
  readonly pullByUrl: ReadonlyMap<string, readonly [Lane, number]>;
  /** Commits delivered per lane and pull request. */
  readonly changesOfPull: ReadonlyMap<Lane, ReadonlyMap<number, readonly number[]>>;
};

/** Names that are ordinary words or bare numbers would be found everywhere: `v2.4.1`, `release-77` and the like only. */
const isDistinct = (name: string): boolean => name.length >= 3 && /\d/.test(name) && !/^\d+$/.test(name);

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

export function nameIndex(lanes: readonly Lane[]): NameIndex {
  const byUrl = new Map<string, Classified[]>();
  const byName = new Map<string, Classified[]>();
  const byExternalId = new Map<string, Classified[]>();
  const pullByUrl = new Map<string, readonly [Lane, number]>();
  const changesOfPull = new Map<Lane, Map<number, number[]>>();
  for (const lane of lanes) {
    for (const deployment of lane.deployments) {
      for (const child of deployment.children) {
        if (child.url !== null) add(byUrl, child.url, deployment);
        if (child.origin !== 'merges') add(byExternalId, child.externalId, deployment);
        const isRelease = child.origin === 'releases' || child.origin === 'tags';
        if (isRelease && child.name !== null && isDistinct(child.name)) add(byName, child.name, deployment);
      }
    }
    const changes = new Map<number, number[]>();
    for (const change of lane.contained.delivered.keys()) {
      const number = lane.links.pullOf.get(change)?.number;
      if (number !== undefined) changes.set(number, [...(changes.get(number) ?? []), change]);
    }
    changesOfPull.set(lane, changes);
    for (const pull of lane.history.pulls) if (pull.url !== null) pullByUrl.set(pull.url, [lane, pull.number]);
  }
  const deployments = new Map(lanes.flatMap((lane) => lane.deployments.map((d): [string, Classified] => [d.deploymentId, d])));
  return { lanes, deployments, byUrl, byName, byExternalId, pullByUrl, changesOfPull };
}

/** Deployments that delivered changes of a pull request; the unknown past of a baseline names nothing. */
function byPull(index: NameIndex, lane: Lane, number: number): readonly Named[] {
  const changes = index.changesOfPull.get(lane)?.get(number) ?? [];
  const found = changes.flatMap((change) => lane.contained.delivered.get(change) ?? []);
  return found.filter((d) => d.kind === 'forward').map((deployment) => ({ deployment, by: `pull request #${number}` }));
}

function byCommit(index: NameIndex, sha: string): readonly Named[] {
  const hits = index.lanes.flatMap((lane) => {
    const commit = findCommit(lane.history, sha);
    return commit === null ? [] : [{ lane, commit }];
  });
  const shas = new Set(hits.map(({ lane, commit }) => lane.history.graph.shas[commit]));
  if (shas.size !== 1) return [];
  return hits.flatMap(({ lane, commit }) => {
    const deployment = lane.contained.delivered.get(commit) ?? lane.contained.firstContained.get(commit);
    const deployed = deployment?.kind === 'forward' || deployment?.commit === commit;
    return deployment && deployed ? [{ deployment, by: `commit ${sha.slice(0, 10)}` }] : [];
  });
}

/** A link may point at a part of the page (`/files`, `#issuecomment-1`): the longest known beginning counts. */
function byLink(index: NameIndex, link: string): readonly Named[] {
  for (let url = link.replace(/[.,;:!?]+$/, ''); url.length > 'https://'.length; url = url.replace(/[#?/][^#?/]*$/, '')) {
    const deployments = index.byUrl.get(url);
    if (deployments) return deployments.map((deployment) => ({ deployment, by: url }));
    const pull = index.pullByUrl.get(url);
    if (pull) return byPull(index, pull[0], pull[1]);
    if (!/[#?/]/.test(url.slice('https://'.length))) break;
  }
  return [];
}

/** `deployment_id: 4711`, `"deployment id": "4711"`: a bare number is a name only where it says of what. */
function byIdField(index: NameIndex, text: string): readonly Named[] {
  const ids = [...text.matchAll(/deployment[ _-]?(?:id|number)["']?\s*[:=#]?\s*["']?([\w.-]+)/gi)].map((m) => m[1] ?? '');
  return ids.flatMap((id) => (index.byExternalId.get(id) ?? []).map((deployment) => ({ deployment, by: `deployment ${id}` })));
}

/**
 * Everything the incident names in its title, body, details, notes and related changes: links, commits, `#n` or `owner/name#n`, names of
 * releases and tags, ids of deployments.
 */
export function namedDeployments(index: NameIndex, { event, texts }: Pick<ServiceIncident, 'event' | 'texts'>): readonly Named[] {
  const text = [event.title, event.body ?? '', ...texts].join('\n');
  const links = text.match(/https?:\/\/[^\s<>()[\]"'`|]+/g) ?? [];
  const plain = text.replace(/https?:\/\/[^\s<>()[\]"'`|]+/g, ' ');
  const shas = [...text.matchAll(/(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])/gi)].map((m) => m[0]).filter((sha) => /[a-f]/i.test(sha));
  const pulls = [...plain.matchAll(/(?<![\w#/])([\w.-]+\/[\w.-]+)?#(\d+)\b/g)];
  const names = plain.split(/[\s"'`()[\]<>,;|*]+/).map((word) => word.replace(/[.:!?]+$/, ''));
  return [
    ...links.flatMap((link) => byLink(index, link)),
    ...shas.flatMap((sha) => byCommit(index, sha)),
    ...pulls.flatMap((m) => {
      const isMeant = (lane: Lane): boolean =>
        m[1] === undefined ? lane.history.repositoryId === event.repositoryId : lane.history.name.toLowerCase() === m[1].toLowerCase();
      return index.lanes.filter(isMeant).flatMap((lane) => byPull(index, lane, Number(m[2])));
    }),
    ...byIdField(index, plain),
    ...names.flatMap((name) => (index.byName.get(name) ?? []).map((deployment) => ({ deployment, by: name }))),
  ];
}
