/** What every part of a team's maturity page is given, and where it writes what a reader chose. */

import { useLocation } from 'preact-iso/router';
import type { WireProfile } from './api.ts';
import type { RuleNow } from './maturity-evidence-words.ts';
import type { Dimension, Statement } from './maturity-words.ts';
import type { Plans } from './plans.ts';
import { patched, type Query } from './question.ts';

export type TeamPage = {
  readonly profile: WireProfile;
  /** Rules with what they find now; empty while they are not known. */
  readonly rules: ReadonlyMap<string, RuleNow>;
  /** The answers a statement of its own options has, lowest first; null = they are not known. */
  readonly optionsOf: (statementId: string) => readonly string[] | null;
  readonly plans: Plans;
  readonly place: Place;
  readonly zone: string;
  /** The clock of the server, ISO. */
  readonly now: string;
};

export type Place = {
  readonly query: Query;
  readonly address: (params: Readonly<Record<string, string | null>>) => string;
  /** Replaces the entry in the history: what is folded open is no place of its own. */
  readonly put: (params: Readonly<Record<string, string | null>>) => void;
  /** Goes somewhere one can go back from: a sheet. */
  readonly go: (params: Readonly<Record<string, string | null>>) => void;
};

export function usePlace(): Place {
  const { url, path, query, route } = useLocation();
  const [, search = ''] = (url.split('#')[0] ?? '').split('?');
  const address = (params: Readonly<Record<string, string | null>>): string => `${path}${patched(search, params)}`;
  return { query, address, put: (params) => route(address(params), true), go: (params) => route(address(params)) };
}

export type Placed = { readonly dimension: Dimension; readonly statement: Statement };

/** Every statement with its dimension, in the order of the model. */
export const placedOf = ({ dimensions }: WireProfile): readonly Placed[] =>
  dimensions.flatMap((dimension) => dimension.statements.map((statement) => ({ dimension, statement })));

export const findPlaced = (profile: WireProfile, statementId: string): Placed | null =>
  placedOf(profile).find(({ statement }) => statement.id === statementId) ?? null;
