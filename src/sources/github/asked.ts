/** What a token may ask for, and what it is refused: a refusal of one object stops nothing else. */

import type { PracticeObject } from '../../domain/practices.ts';
import type { Page, RawItem, Validator } from '../source.ts';
import type { RepositoryReading } from './reading.ts';
import { GithubError } from './trouble.ts';

/** What a reader of one object leaves behind: its place beside the day, and what else the last page holds. */
export type Learnt = { readonly place?: unknown; readonly items?: readonly RawItem[]; readonly validators?: readonly Validator[] };

/** Reads one object, given the place it left the last time (null = never, or of another version). Throws GithubError where refused. */
export type ReadObject = (reading: RepositoryReading, place: unknown) => AsyncGenerator<Page, Learnt>;
/** The same for what is one page. */
export type AskObject = (reading: RepositoryReading, place: unknown) => Promise<Learnt>;

/** Why there is no answer. `off`: GitHub has it switched off here; `refused`: the token may not read it. */
export type Denial = { readonly denied: 'off' | 'refused'; readonly reason: string | null };

const denials = new Set([403, 404, 410, 451]);
const switchedOff = /disabled|not enabled|must be enabled|no analysis found|not available|upgrade to/i;

/** Null for a failure that is no denial: a wrong token, a server in trouble. */
export function denialOf(error: unknown): Denial | null {
  if (!(error instanceof GithubError) || error.status === null || !denials.has(error.status)) return null;
  const reason = error.said;
  return { denied: isSwitchedOff(error.status, reason ?? '') ? 'off' : 'refused', reason };
}

/** Told apart by GitHub's words alone: the status is the same as for a missing right. */
export const isSwitchedOff = (status: number, reason: string): boolean => status === 410 || switchedOff.test(reason);

/** What is remembered of asking for an object, whatever came of it. */
export function accessItem(repositoryId: string, object: PracticeObject, denial: Denial | null): RawItem {
  const payload = { object, state: denial?.denied ?? 'readable', reason: denial?.reason ?? null };
  return { repositoryId, kind: 'practice_access', externalId: object, payload };
}
