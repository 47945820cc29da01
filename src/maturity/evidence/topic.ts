/** How rules are computed: records of a topic are read once, and each rule judges each record. Counts and lists are the same judgements. */

import type { Db } from '../../database/open.ts';
import type { SourceKind } from './rule.ts';

/** Whom and when a reading is about. `to` is never after now; `from` is the earliest instant any rule asks for. */
export type Asked = {
  readonly teamIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** IANA name: working hours are those of this zone. */
  readonly zone: string;
};

/** What every record of a topic has. `url` leads to it at its provider. */
export type Row = {
  readonly teamId: string;
  /** Unique within team and topic. */
  readonly key: string;
  readonly at: Date;
  readonly title: string;
  readonly url: string | null;
};

/** What a rule says of a record: as it should be, not, or not known (`met` null), and why; a quantity has a value as well. */
export type Judgement = { readonly met: boolean | null; readonly why: string | (() => string); readonly value?: number };

/** Null = the record is none of those the rule speaks of. */
export type Measure<R extends Row> = {
  readonly rule: string;
  readonly part: string;
  /** Where not every source of the topic can tell. */
  readonly from?: readonly SourceKind[];
  readonly judge: (row: R, asked: Asked) => Judgement | null;
};

export type Judged = { readonly rule: string; readonly part: string; readonly row: Row; readonly judgement: Judgement };

export type Topic = {
  /** Rules and parts it can tell, each with the kinds of sources that could: any of them will do. */
  readonly tells: readonly { readonly rule: string; readonly part: string; readonly from: readonly SourceKind[] }[];
  /** Reads the records and hands over every judgement of the wanted rules. Rules may look back less far than `asked`: the taker sees to it. */
  readonly read: (db: Db, asked: Asked, wanted: ReadonlySet<string>, take: (judged: Judged) => void) => Promise<void>;
};

type Load<R extends Row> = (db: Db, asked: Asked) => Promise<readonly R[]>;

/** A topic of records of one shape. */
export function topic<R extends Row>(from: readonly SourceKind[], load: Load<R>, measures: readonly Measure<R>[]): Topic {
  return {
    tells: measures.map(({ rule, part, from: own }) => ({ rule, part, from: own ?? from })),
    async read(db, asked, wanted, take) {
      const own = measures.filter(({ rule }) => wanted.has(rule));
      if (own.length === 0) return;
      for (const row of await load(db, asked))
        for (const { rule, part, judge } of own) {
          const judgement = judge(row, asked);
          if (judgement !== null) take({ rule, part, row, judgement });
        }
    },
  };
}

/** A judgement with a reason for each way. */
export const either = (met: boolean, yes: string, no: string): Judgement => ({ met, why: met ? yes : no });

/** A judgement that is a number, with its text, which is only written for those who read it. */
export const amount = (value: number, why: () => string): Judgement => ({ met: null, why, value });

export const reasonOf = ({ why }: Judgement): string => (typeof why === 'string' ? why : why());

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
export const DAY = 24 * HOUR;

/** Milliseconds as people say them. */
export function spoken(ms: number): string {
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`;
}

/** In the order in which they come. */
export function grouped<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of list) {
    const own = found.get(keyOf(one));
    if (own === undefined) found.set(keyOf(one), [one]);
    else own.push(one);
  }
  return found;
}
