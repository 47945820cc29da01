/** The running state of one run: kept here, written to the source row now and then, shown as it changes. */

import type { Db } from '../database/open.ts';
import type { CollectContext } from '../sources/source.ts';
import { markProgress, markWaiting, noProgress, type Progress } from './state.ts';

export type LiveState = {
  readonly progress: () => Progress;
  readonly step: CollectContext['progress'];
  readonly waiting: CollectContext['waiting'];
  /** A page was committed; writes the progress at most once a second. */
  readonly page: (written: { readonly raws: number; readonly records: number; readonly rejected: number }) => Promise<void>;
  /** Waits for what is still being written; rejects with the first failure. */
  readonly settle: () => Promise<void>;
};

type Options = {
  readonly now: () => Date;
  readonly onProgress?: (progress: Progress, waiting: string | null) => void;
};

export function liveState(db: Db, sourceId: string, options: Options): LiveState {
  let progress = noProgress;
  let reason: string | null = null;
  let writtenAt = options.now().getTime();
  // A source reports synchronously; its reports are written one after another.
  let writing: Promise<void> = Promise.resolve();
  const write = (task: () => Promise<void>): void => {
    writing = writing.then(task);
    // Looked at by `settle`; until then a failure must not count as unhandled.
    writing.catch(() => undefined);
  };
  const changed = (next: Progress): void => {
    progress = next;
    options.onProgress?.(progress, reason);
  };
  const settle = (): Promise<void> => writing;

  return {
    progress: () => progress,
    settle,
    step: (step) => changed({ ...progress, ...step }),
    waiting: (next, until) => {
      const text = next === null ? null : until === null ? next : `${next} Until ${until.toISOString()}.`;
      if (text === reason) return;
      reason = text;
      write(() => markWaiting(db, sourceId, text));
      changed(progress);
    },
    page: async ({ raws, records, rejected }) => {
      changed({
        ...progress,
        pages: progress.pages + 1,
        raws: progress.raws + raws,
        records: progress.records + records,
        rejected: progress.rejected + rejected,
      });
      const at = options.now().getTime();
      if (at - writtenAt >= 1000) {
        writtenAt = at;
        write(() => markProgress(db, sourceId, progress));
      }
      await settle();
    },
  };
}
