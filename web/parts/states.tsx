/** What is shown while there is nothing to show, each with a way on. */

import type { ComponentChildren } from 'preact';
import { NoAnswer } from '../api.ts';
import type { Asked } from '../ask.ts';

type ProblemGiven = {
  readonly error: NoAnswer;
  readonly again: () => void;
  /** Whether an older answer is still in view. */
  readonly kept: boolean;
  /** Another way out. */
  readonly children?: ComponentChildren;
};

/** An error with a way out; what was shown before stays beside it. */
export function Problem({ error, again, kept, children }: ProblemGiven) {
  return (
    <div class="notice problem" role="alert">
      <p>
        <strong>No answer.</strong> {error.message}
        {kept && ' What you see below is the answer before.'} {children}
      </p>
      <button type="button" class="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}

/** Something beside the numbers that cannot be told just now. */
export function Untold({ what, error, again }: Pick<ProblemGiven, 'error' | 'again'> & { readonly what: string }) {
  return (
    <p class="quiet small">
      {what}: {error.message}{' '}
      <button type="button" class="link" onClick={again}>
        Try again
      </button>
    </p>
  );
}

export function Notice({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="notice">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Nothing is configured: the way to a first number. */
export function NothingYet() {
  return (
    <Notice title="Nothing is configured yet">
      <p>Plumbline reads what your repositories and deployments already say. To see your own numbers:</p>
      <ol>
        <li>
          Write <code>plumbline.yaml</code> beside the program: a source, its repositories and one service. The file{' '}
          <code>plumbline.example.yaml</code> explains every setting.
        </li>
        <li>
          Run <code>plumbline config check</code>. It names every fault with its line.
        </li>
        <li>
          Start <code>plumbline serve</code> again. The first collection starts by itself; <a href="/sources">Sources</a> shows how far it
          is.
        </li>
      </ol>
      <p>
        To look around first, run <code>plumbline demo load</code>.
      </p>
    </Notice>
  );
}

/** Services are there, and not one day of their history. */
export function NothingCollected() {
  return (
    <Notice title="Nothing is collected for this window yet">
      <p>
        Numbers appear as soon as a collection has been through. <a href="/sources">Sources</a> shows how far each is, and what to do where
        one has failed.
      </p>
    </Notice>
  );
}

export function NotFound() {
  return (
    <div class="page">
      <h1>There is no such page</h1>
      <p>
        The address may be mistyped. <a href="/">Go to the overview</a>
      </p>
    </div>
  );
}

/** A list cannot be asked for: what every page must know is not there, or the address names no window. */
export function NoScope({ settings, path }: { readonly settings: Asked<unknown>; readonly path: string }) {
  if (settings.data === null) return settings.error && <Problem error={settings.error} again={settings.again} kept={false} />;
  return (
    <div class="notice problem" role="alert">
      <p>
        <strong>No answer.</strong> The address names a day or a zone that there is not.{' '}
        <a href={path}>Start again from the usual window</a>
      </p>
    </div>
  );
}

/** The program of a page cannot be had. Reading everything anew helps as soon as the server is there; until then this stays. */
export function Unloaded() {
  const again = (): void => {
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => ok && location.reload(),
      () => undefined,
    );
  };
  return (
    <div class="page">
      <h1>This page cannot be loaded</h1>
      <Problem
        error={new NoAnswer('unavailable', 'Plumbline cannot be reached, or it was updated after this tab was opened.')}
        again={again}
        kept={false}
      />
    </div>
  );
}

/** An address of something that is not there. */
export function Missing({ what, id, list }: { readonly what: string; readonly id: string; readonly list: string }) {
  return (
    <div class="page">
      <h1>There is no such {what}</h1>
      <p>
        Nothing is known under “{id}”. It may have been removed at the provider, or its service is no longer configured.{' '}
        <a href={list}>See all there are</a>
      </p>
    </div>
  );
}
