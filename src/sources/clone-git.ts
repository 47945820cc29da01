/** Runs the `git` binary: never through a shell, never asking, never taking a repository's own settings for orders. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { explainGit } from './clone-errors.ts';
import { SourceError } from './source.ts';

/** Where git runs. `environment` is what children inherit (PATH, HOME, proxies); the composition root hands it in. */
export type GitPlace = {
  /** Named in messages: the path or address as configured, without secrets. */
  readonly name: string;
  readonly gitDir: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type GitRun = {
  readonly signal?: AbortSignal;
  /** Given to git on standard input. */
  readonly input?: string;
  /** Shows commits at a shallow clone's edge with the parents they really have. */
  readonly ignoreShallow?: boolean;
  /** Allows the network; carries the token, which goes over the environment only. */
  readonly network?: { readonly header: string | null };
};

/** Settings that a hostile or unusual repository could use to run commands or to change the output. */
const fixedSettings: readonly (readonly [string, string])[] = [
  ['safe.directory', '*'],
  ['core.quotePath', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['log.showSignature', 'false'],
  ['log.showRoot', 'true'],
  ['log.mailmap', 'false'],
  ['gc.autoDetach', 'false'],
  ['advice.detachedHead', 'false'],
];

/** Set for a hook or an alias of another repository; they would lead git astray. */
const strayVariables = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_SHALLOW_FILE',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG',
  'GIT_TRACE',
];

function gitEnvironment(place: GitPlace, run: GitRun): Record<string, string | undefined> {
  const kept = Object.entries(place.environment).filter(
    ([name]) => !strayVariables.includes(name) && !/^GIT_CONFIG_(KEY|VALUE)_/.test(name),
  );
  const settings = [...fixedSettings];
  if (run.network?.header) settings.push(['http.extraHeader', run.network.header]);
  const config = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  // Reading takes no account of the user's settings and never fetches a missing object; fetching needs proxies and helpers.
  const mode: Record<string, string> = run.network
    ? { GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file', GIT_SSH_COMMAND: place.environment.GIT_SSH_COMMAND ?? 'ssh -oBatchMode=yes' }
    : { GIT_ALLOW_PROTOCOL: 'none', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_OPTIONAL_LOCKS: '0' };
  return {
    ...Object.fromEntries(kept),
    ...mode,
    ...Object.fromEntries(config),
    ...(run.ignoreShallow ? { GIT_SHALLOW_FILE: '/dev/null' } : {}),
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
}

function start(place: GitPlace, args: readonly string[], run: GitRun, cwd: string | undefined) {
  const dir = place.gitDir === null ? [] : [`--git-dir=${place.gitDir}`];
  const child = spawn('git', [...dir, ...args], {
    env: gitEnvironment(place, run),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  // A child that ends early closes its input; its exit code says why.
  child.stdin.on('error', () => {});
  child.stdin.end(run.input ?? '');
  const stop = () => child.kill();
  run.signal?.addEventListener('abort', stop, { once: true });
  const ended = new Promise<{ code: number | null; failure: Error | null }>((resolve) => {
    child.once('error', (failure) => resolve({ code: null, failure }));
    child.once('close', (code) => resolve({ code, failure: null }));
  }).finally(() => run.signal?.removeEventListener('abort', stop));
  return { child, ended, complaint: text(child.stderr).catch(() => '') };
}

type Started = ReturnType<typeof start>;

async function finish(place: GitPlace, started: Started, run: GitRun): Promise<void> {
  const { code, failure } = await started.ended;
  run.signal?.throwIfAborted();
  if (failure) throw explainGit(place.name, failure);
  if (code !== 0) throw explainGit(place.name, await started.complaint);
}

/** Standard output of a git command with a short answer. Throws `SourceError` with advice when git fails. */
export async function gitText(place: GitPlace, args: readonly string[], run: GitRun = {}, cwd?: string): Promise<string> {
  run.signal?.throwIfAborted();
  const started = start(place, args, run, cwd);
  const output = await text(started.child.stdout).catch(() => '');
  await finish(place, started, run);
  return output;
}

/** Standard output as it comes; git is stopped when the reader stops. */
export async function* gitStream(place: GitPlace, args: readonly string[], run: GitRun = {}): AsyncIterable<Buffer> {
  run.signal?.throwIfAborted();
  const started = start(place, args, run, undefined);
  try {
    yield* started.child.stdout;
    await finish(place, started, run);
  } finally {
    started.child.kill();
  }
}

/** A name that git would read as an option is refused; so is one with a control character. */
export function refuseOptionLike(name: string): void {
  const control = [...name].some((char) => char < ' ');
  if (name.startsWith('-') || name === '' || control)
    throw new SourceError(
      `"${name}" cannot be a repository: it is empty, begins with "-" or has a control character in it.`,
      'Write ./ in front of a folder whose name begins with "-".',
      false,
    );
}
