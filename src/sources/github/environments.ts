/** Environments with what protects them. */

import { z } from 'zod';
import type { RawItem } from '../source.ts';
import type { AskObject } from './asked.ts';
import type { Answer, Check } from './client.ts';
import { address, type Row, rowsCheck, subjectOf, textOf } from './lists.ts';
import { lean, shapes } from './scrub.ts';

/** Names listed last time: one that is missing now was deleted. */
const place = z.object({ names: z.array(z.string()) });

const check: Check<readonly Row[]> = (data) =>
  typeof data === 'object' && data !== null && 'environments' in data ? rowsCheck(data.environments) : undefined;

/** The whole list when its first page changed. */
export const readEnvironments: AskObject = async (reading, before) => {
  const { repositoryId } = reading.target;
  const subject = subjectOf(reading, 'environments');
  const first = address(reading, '/environments', { per_page: '100' });
  const known = place.safeParse(before);
  const rows: Row[] = [];
  const validators = [];
  let url: string | null = first;
  while (url !== null) {
    const stored = url === first && known.success ? await reading.context.validator(url) : null;
    const answer: Answer<readonly Row[]> = await reading.client.get(url, subject, check, stored);
    if (answer.data === null) return {};
    rows.push(...answer.data);
    // Of several pages the first may stay as it is while another changes.
    if (url === first && answer.next === null && answer.validator !== null) validators.push(answer.validator);
    url = answer.next;
  }
  const names = rows.flatMap((row) => textOf(row, 'name') ?? []);
  const item = (name: string, payload: unknown): RawItem => ({ repositoryId, kind: 'environment', externalId: name, payload });
  const there = rows.map((row) => item(textOf(row, 'name') ?? '', lean(row, shapes.environment)));
  const gone = (known.data?.names ?? []).filter((name) => !names.includes(name)).map((name) => item(name, { name, removed: true }));
  return { items: [...there, ...gone], validators, place: { names } };
};
