/**
 * Keeps somebody's answers: in this browser at the very change, at the server shortly after, again and again until it is there. Tabs of
 * one browser share what is not saved yet; what another browser saved is read when somebody comes back to this one.
 */

import { type Changes, changed, isUnchanged, joined, noChanges, type Own, readChanges, without } from './answer-changes.ts';
import { keep, kept, unsavedName } from './answer-key.ts';
import { isPassing } from './answer-words.ts';
import { NoAnswer, send, type WireQuestionnaire } from './api.ts';

/** `waiting` = the server cannot be reached; what was changed is kept here and sent again. */
export type Keeping = 'saved' | 'saving' | 'waiting';
export type Kept = {
  readonly own: Own;
  readonly state: Keeping;
  readonly submitted: boolean;
  /** Nothing more can be saved. */
  readonly refused: NoAnswer | null;
};

export type Keeper = {
  readonly now: () => Kept;
  readonly change: (some: Partial<Changes>) => void;
  /** @throws NoAnswer where it could not be submitted; nothing is lost by that. */
  readonly submit: () => Promise<void>;
  readonly stop: () => void;
};

/** Milliseconds: after a change, after one of another tab, and between tries, the first and the longest. */
const pause = { typing: 700, other: 4000, least: 1000, most: 30_000 };
/** Browsers send at most 64 KiB while a page goes away, and a character has three bytes at most in most scripts. */
const longestLasting = 20_000;

/** Blank is what is not there: the interface writes it nowhere. */
const ownOf = ({ answers, notes }: WireQuestionnaire): Own => ({ answers: answers as Own['answers'], notes });
const problem = (cause: unknown): NoAnswer =>
  cause instanceof NoAnswer ? cause : new NoAnswer('internal', 'The answer could not be understood.', { cause });

/** Begins to keep the answers to a questionnaire that was just read; `tell` is called whenever `now()` has changed. */
export function startKeeping(questionnaire: WireQuestionnaire, key: string, tell: () => void): Keeper {
  const campaign = questionnaire.campaign.id;
  const name = unsavedName(campaign, key);
  const read = (): Changes => readChanges(kept(name), questionnaire);
  let base = ownOf(questionnaire);
  let { submitted } = questionnaire;
  let unsaved = read();
  let state: Keeping = 'saved';
  let refused: NoAnswer | null = null;
  let failures = 0;
  let refreshing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let line: Promise<unknown> = Promise.resolve();
  const stopping = new AbortController();

  /** One after the other: an older save must not arrive after a newer one. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = line.then(work);
    line = done.catch(() => undefined);
    return done;
  };
  const put = (changes: Changes): void => {
    unsaved = changes;
    keep(name, isUnchanged(changes) ? null : JSON.stringify(changes));
  };
  /** What other tabs did. Changes leave the list when they are saved, and never before. */
  const catchUp = (): void => {
    const next = read();
    base = changed(base, without(unsaved, next));
    unsaved = next;
  };
  const say = (next: Keeping): void => {
    state = next;
    tell();
  };
  const later = (delay: number): void => {
    clearTimeout(timer);
    if (refused === null && !stopping.signal.aborted) timer = setTimeout(() => void save(), delay);
  };

  const failed = (error: NoAnswer): void => {
    if (isPassing(error)) {
      failures += 1;
      later(Math.min(pause.most, pause.least * 2 ** (failures - 1)));
    } else refused = error;
    say('waiting');
  };

  const post = async (submit: boolean): Promise<void> => {
    const sent = unsaved;
    const whole = changed(base, sent);
    const body = { campaign, key, ...whole, submit };
    const lasts = JSON.stringify(body).length < longestLasting;
    const answer = await send<{ submitted: boolean }>('/assessments/answers', body, undefined, lasts);
    catchUp();
    base = changed(base, sent);
    submitted = answer.submitted;
    failures = 0;
    put(without(unsaved, sent));
    if (isUnchanged(unsaved)) say('saved');
    else later(pause.typing);
  };

  const save = (): Promise<void> => {
    clearTimeout(timer);
    return inTurn(async () => {
      if (refused !== null) return;
      if (isUnchanged(unsaved)) return state === 'saved' ? undefined : say('saved');
      if (state === 'saved') say('saving');
      await post(false).catch((cause) => failed(problem(cause)));
    });
  };

  /** What another browser did meanwhile, under what is not saved here. */
  const refresh = (): void => {
    if (refreshing || refused !== null) return;
    refreshing = true;
    void inTurn(async () => {
      try {
        const newest = await send<WireQuestionnaire>('/assessments/answers/read', { campaign, key }, stopping.signal);
        base = ownOf(newest);
        submitted = newest.submitted;
        tell();
        if (!isUnchanged(unsaved)) later(0);
      } catch (cause) {
        if (!stopping.signal.aborted && !isPassing(problem(cause))) failed(problem(cause));
      }
      refreshing = false;
    });
  };

  const hear = ({ key: changedName }: StorageEvent): void => {
    if (changedName !== name) return;
    catchUp();
    tell();
    if (!isUnchanged(unsaved)) later(pause.other);
  };
  const turn = (): void => void (document.visibilityState === 'hidden' ? save() : refresh());
  const { signal } = stopping;
  addEventListener('storage', hear, { signal });
  addEventListener('focus', refresh, { signal });
  addEventListener('online', () => void save(), { signal });
  addEventListener('pagehide', () => void save(), { signal });
  document.addEventListener('visibilitychange', turn, { signal });
  if (!isUnchanged(unsaved)) later(0);

  return {
    now: () => ({ own: changed(base, unsaved), state, submitted, refused }),
    change: (some) => {
      catchUp();
      put(joined(unsaved, { ...noChanges, ...some }));
      // While the server is away its own rhythm holds.
      if (failures === 0) later(pause.typing);
      say(failures === 0 ? 'saving' : 'waiting');
    },
    submit: async () => {
      clearTimeout(timer);
      await inTurn(() => post(true)).catch((cause) => {
        failed(problem(cause));
        throw problem(cause);
      });
      tell();
    },
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
      void save();
    },
  };
}
