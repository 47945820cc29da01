/** What a GitHub source is told. */

/** Objects that only some rules need; the others are always read. */
export type OptionalObject = 'deployments' | 'releases' | 'tags';

export type GithubSettings = {
  readonly sourceId: string;
  /** `https://api.github.com`, `https://ghe.example.com/api/v3`, or any address that answers like them. */
  readonly url: string;
  readonly token: string | null;
  /** `owner/name`; the name may hold wildcards (`acme/api-*`). */
  readonly repositories: readonly string[];
  /** History before it is a boundary; null = everything. */
  readonly since: Date | null;
  readonly commits: 'api' | 'git';
  readonly cacheFolder: string;
  readonly withPaths: ReadonlySet<string>;
  readonly issueLabels: readonly string[];
  readonly workflowRuns: boolean;
  /** How long late news of old objects is looked for. */
  readonly rereadDays: number;
  /** Which of the optional objects rules need; absent = all. */
  readonly objects?: ReadonlySet<OptionalObject>;
  /** What the git program inherits where `commits` is `git`: PATH, HOME, proxies. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

/** Waits, or rejects at once when the signal fires. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** For tests: how to wait, and how long a second lasts in the client's quick retries. */
export type GithubOptions = { readonly wait?: Wait; readonly millisecondsPerSecond?: number };
