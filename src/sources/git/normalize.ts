/** Git payloads to records; pure. */

import type { AnyRecord } from '../../domain/records.ts';
import type { RawItem } from '../source.ts';
import { namesPreRelease } from '../tag-name.ts';
import { branchPayload, commitPayload, repositoryPayload, tagPayload } from './payload.ts';

function repositoryRecords(item: RawItem): readonly AnyRecord[] {
  const payload = repositoryPayload.parse(item.payload);
  return [{ table: 'repository', row: { repositoryId: item.repositoryId, ...payload, createdAt: null } }];
}

function commitRecords(item: RawItem): readonly AnyRecord[] {
  const { repositoryId } = item;
  const { boundary = [], paths, ...payload } = commitPayload.parse(item.payload);
  const row = {
    ...payload,
    repositoryId,
    authoredAt: new Date(payload.authoredAt),
    committedAt: new Date(payload.committedAt),
    author: payload.author === '' ? null : payload.author,
    // Brackets cannot stand in a login; only applications carry the suffix.
    bot: payload.author.endsWith('[bot]'),
    paths: paths ?? null,
    url: null,
  };
  return [{ table: 'commit', row }, ...boundary.map((sha): AnyRecord => ({ table: 'boundary_commit', row: { repositoryId, sha } }))];
}

function branchRecords(item: RawItem): readonly AnyRecord[] {
  return [{ table: 'branch', row: { repositoryId: item.repositoryId, ...branchPayload.parse(item.payload) } }];
}

function tagRecords(item: RawItem): readonly AnyRecord[] {
  const { repositoryId } = item;
  const tag = tagPayload.parse(item.payload);
  // A tag of a tree or a blob is no version of anything.
  if (tag.sha === null || tag.at === null) return [];
  const key = { repositoryId, origin: 'tags', externalId: tag.name } as const;
  const at = new Date(tag.at);
  const event = {
    ...key,
    name: tag.name,
    environment: null,
    branch: null,
    sha: tag.sha,
    productionHint: null,
    preRelease: namesPreRelease(tag.name),
    createdAt: at,
    title: tag.name,
    url: null,
    inferred: tag.inferred,
    removed: tag.removed === true,
    updatedAt: null,
  };
  return [
    { table: 'deployment_event', row: event },
    { table: 'deployment_status', row: { ...key, statusId: 'succeeded', state: 'succeeded', at } },
  ];
}

const byKind: Readonly<Record<string, (item: RawItem) => readonly AnyRecord[]>> = {
  repository: repositoryRecords,
  commit: commitRecords,
  branch: branchRecords,
  tag: tagRecords,
};

/** The `Normalize` of the git source. Throws for a payload that does not parse. */
export function normalizeGit(item: RawItem): readonly AnyRecord[] {
  const normalize = byKind[item.kind];
  if (!normalize) throw new Error(`The git source has no payload of the kind "${item.kind}".`);
  return normalize(item);
}
