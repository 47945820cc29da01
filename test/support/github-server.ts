/**
 * A small GitHub on loopback: paging with Link, entity tags and 304, the cap of 1,000 filtered runs, redirects of renamed
 * repositories. What goes wrong is for the test to say, request by request.
 */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { RepositoryWorld, Row } from './github-world.ts';

export type Asked = { readonly path: string; readonly query: URLSearchParams; readonly count: number; readonly token: string | undefined };
export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cut?: boolean;
};

export type GithubServer = {
  readonly url: string;
  readonly repositories: RepositoryWorld[];
  /** Old name to new name. */
  readonly renamed: Map<string, string>;
  /** Owners that are organisations; the others are users. */
  readonly organisations: Set<string>;
  /** Replaces or spoils the answer to a request; null = as it is. */
  fault: ((asked: Asked, reply: Reply) => Reply | null) | null;
  readonly requests: { readonly url: string; readonly status: number; readonly bytes: number; readonly token: string | undefined }[];
  readonly close: () => Promise<void>;
};

export async function githubServer(...repositories: RepositoryWorld[]): Promise<GithubServer> {
  const server = createServer((request, response) => answer(github, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const github: GithubServer = {
    url: `http://127.0.0.1:${address.port}`,
    repositories,
    renamed: new Map(),
    organisations: new Set(['acme']),
    fault: null,
    requests: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return github;
}

function answer(github: GithubServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', github.url);
  const path = url.pathname.replace(/^\/api\/v3/, '');
  const token = request.headers.authorization?.split(' ')[1];
  const asked = { path, query: url.searchParams, count: github.requests.length + 1, token };
  const usual = route(github, url, path);
  const reply = github.fault?.(asked, usual) ?? usual;
  const body = Buffer.from(reply.body === null ? '' : JSON.stringify(reply.body));
  const etag = `W/"${createHash('sha1').update(body).digest('hex')}"`;
  const same = reply.status === 200 && request.headers['if-none-match'] === etag;
  const status = same ? 304 : reply.status;
  const sent = same ? Buffer.alloc(0) : body;
  github.requests.push({ url: request.url ?? '', status, bytes: sent.length, token });
  // As the real one may: a 304 does not repeat the Link.
  const { link, ...others } = reply.headers ?? {};
  const headers = { ...others, ...(same || link === undefined ? {} : { link }), ...(reply.status === 200 ? { etag } : {}) };
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
    ...(same ? {} : { 'content-length': String(sent.length) }),
  });
  if (reply.cut !== true) return void response.end(sent);
  response.write(sent.subarray(0, Math.floor(sent.length / 2)), () => setTimeout(() => response.destroy(), 5));
}

const notFound: Reply = { status: 404, body: { message: 'Not Found' } };
const ok = (body: unknown): Reply => ({ status: 200, body });

function route(github: GithubServer, url: URL, path: string): Reply {
  const owner = /^\/(orgs|users)\/([^/]+)\/repos$/.exec(path);
  if (owner !== null) {
    if ((owner[1] === 'orgs') !== github.organisations.has(owner[2] ?? '')) return notFound;
    const own = github.repositories.filter((world) => world.fullName.startsWith(`${owner[2]}/`));
    return paged(url, own.map(repositoryRow));
  }
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
  const renamed = github.renamed.get(name);
  if (renamed !== undefined)
    return { status: 301, body: { message: 'Moved Permanently' }, headers: { location: `${github.url}/repos/${renamed}${rest}` } };
  const world = github.repositories.find((each) => each.fullName.toLowerCase() === name.toLowerCase());
  return world === undefined ? notFound : repositoryRoute(world, url, rest);
}

function repositoryRow(world: RepositoryWorld): Row {
  const { id, fullName, htmlUrl, defaultBranch, createdAt, stars } = world;
  return {
    id,
    full_name: fullName,
    default_branch: defaultBranch,
    created_at: createdAt,
    html_url: htmlUrl,
    archived: false,
    stargazers_count: stars,
    private: true,
  };
}

function repositoryRoute(world: RepositoryWorld, url: URL, path: string): Reply {
  if (path === '') return ok(repositoryRow(world));
  const byNumber = /^\/(pulls|deployments)\/(\d+)\/(commits|reviews|statuses)$/.exec(path);
  if (byNumber !== null) return detail(world, url, Number(byNumber[2]), byNumber[3] ?? '');
  const attempt = /^\/actions\/runs\/(\d+)\/attempts\/(\d+)$/.exec(path);
  if (attempt !== null) return found(world.runs.find((run) => run.id === Number(attempt[1]) && run.run_attempt === Number(attempt[2])));
  if (/^\/branches\/.+\/protection$/.test(path))
    return world.protection === null ? { status: 404, body: { message: 'Branch not protected' } } : ok(world.protection);
  const branch = /^\/branches\/(.+)$/.exec(path);
  if (branch !== null) {
    const head = world.branches.get(decodeURIComponent(branch[1] ?? ''));
    return head === undefined ? notFound : ok({ name: branch[1], commit: world.commits.get(head), protected: true });
  }
  const tag = /^\/git\/tags\/(.+)$/.exec(path);
  if (tag !== null) {
    const annotated = [...world.tags].find(([name]) => `object of ${name}` === Buffer.from(tag[1] ?? '', 'hex').toString());
    return annotated === undefined
      ? notFound
      : ok({ tag: annotated[0], tagger: { date: annotated[1].taggedAt, email: 'ann@example.com' } });
  }
  return practice(world, url, path) ?? list(world, url, path);
}

const blobSha = (text: string): string => createHash('sha1').update(`blob ${text}`).digest('hex');

/** Null = it is something else. */
function practice(world: RepositoryWorld, url: URL, path: string): Reply | null {
  if (/^\/git\/trees\/\w+$/.test(path)) {
    const tree = [...world.files].map(([name, text]) => ({ path: name, type: 'blob', sha: blobSha(text), size: text.length }));
    return ok({ sha: path.slice(11), tree: [{ path: 'src', type: 'tree', sha: 'x' }, ...tree], truncated: world.truncated });
  }
  const blob = /^\/git\/blobs\/(.+)$/.exec(path);
  if (blob !== null) {
    const text = [...world.files.values()].find((each) => blobSha(each) === blob[1]);
    return text === undefined ? notFound : ok({ sha: blob[1], encoding: 'base64', content: Buffer.from(text).toString('base64') });
  }
  const checks = /^\/commits\/(\w+)\/(check-runs|status)$/.exec(path);
  if (checks !== null) return checksReply(world, url, checks[1] ?? '', checks[2] ?? '');
  if (/^\/rules\/branches\/[^/]+$/.test(path)) return paged(url, world.rules);
  switch (path) {
    case '/environments':
      return paged(url, world.environments, (rows) => ({ total_count: world.environments.length, environments: rows }));
    case '/actions/permissions/workflow':
      return ok({ default_workflow_permissions: 'read', can_approve_pull_request_reviews: false });
    case '/dependabot/alerts':
      return paged(url, newest(world.dependabotAlerts, 'updated_at'));
    case '/code-scanning/alerts':
      return paged(url, newest(world.codeScanningAlerts, 'updated_at'));
    case '/secret-scanning/alerts':
      return paged(url, newest(world.secretScanningAlerts, 'updated_at'));
    default:
      return null;
  }
}

function checksReply(world: RepositoryWorld, url: URL, sha: string, what: string): Reply {
  if (what === 'status') return ok({ state: 'success', statuses: world.commitStatuses.get(sha) ?? [] });
  const runs = world.checks.get(sha) ?? [];
  return paged(url, runs, (rows) => ({ total_count: runs.length, check_runs: rows }));
}

function found(row: Row | undefined): Reply {
  return row === undefined ? notFound : ok(row);
}

function detail(world: RepositoryWorld, url: URL, number: number, what: string): Reply {
  if (what === 'commits')
    return paged(
      url,
      (world.pullCommits.get(number) ?? []).slice(0, 250).map((sha) => world.commits.get(sha) ?? { sha }),
    );
  if (what === 'reviews') return paged(url, world.reviews.get(number) ?? []);
  return world.deployments.some((row) => row.id === number) ? paged(url, world.statuses.get(number) ?? []) : notFound;
}

function list(world: RepositoryWorld, url: URL, path: string): Reply {
  const { searchParams: query } = url;
  switch (path) {
    case '/commits':
      return commits(world, url);
    case '/pulls':
      return paged(url, newest(world.pulls, 'updated_at'));
    case '/deployments':
      return paged(url, newest(world.deployments, 'created_at'));
    case '/releases':
      return paged(url, newest(world.releases, 'created_at'));
    case '/tags':
      return paged(
        url,
        [...world.tags].sort(([a], [b]) => (a < b ? 1 : -1)).map(([name, { sha }]) => ({ name, commit: { sha } })),
      );
    case '/git/matching-refs/tags/':
      return paged(
        url,
        [...world.tags].map(([name, tag]) => reference(name, tag)),
      );
    case '/actions/runs':
      return runs(world, url);
    case '/issues':
      if (!world.hasIssues) return { status: 410, body: { message: 'Issues are disabled for this repo' } };
      return paged(url, issues(world, query));
    default:
      return notFound;
  }
}

function reference(name: string, { sha, taggedAt }: { sha: string; taggedAt: string | null }): Row {
  const target = taggedAt === null ? { type: 'commit', sha } : { type: 'tag', sha: Buffer.from(`object of ${name}`).toString('hex') };
  return { ref: `refs/tags/${name}`, object: target };
}

function commits(world: RepositoryWorld, url: URL): Reply {
  if (world.commits.size === 0) return { status: 409, body: { message: 'Git Repository is empty.' } };
  const start = url.searchParams.get('sha') ?? world.defaultBranch;
  const queue = [world.branches.get(start) ?? start];
  const seen = new Map<string, Row>();
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const row = world.commits.get(id);
    if (row === undefined || seen.has(id)) continue;
    seen.set(id, row);
    // Rows are made by `commit` of github-world.ts.
    queue.push(...(row.parents as { sha: string }[]).map((parent) => parent.sha));
  }
  if (seen.size === 0) return { status: 404, body: { message: 'Not Found' } };
  const date = (row: Row) => (row.commit as { committer: { date: string } }).committer.date;
  return paged(
    url,
    [...seen.values()].sort((a, b) => Date.parse(date(b)) - Date.parse(date(a))),
  );
}

function runs(world: RepositoryWorld, url: URL): Reply {
  const [from = '', to = ''] = (url.searchParams.get('created') ?? '').split('..');
  const latest = new Map<unknown, Row>();
  for (const row of world.runs) if (Number(latest.get(row.id)?.run_attempt ?? 0) < Number(row.run_attempt)) latest.set(row.id, row);
  const inside = [...latest.values()].filter((row) => String(row.created_at) >= from && String(row.created_at) <= to);
  const listed = newest(inside, 'created_at').slice(0, 1000);
  return paged(url, listed, (rows) => ({ total_count: inside.length, workflow_runs: rows }));
}

function issues(world: RepositoryWorld, query: URLSearchParams): readonly Row[] {
  const label = query.get('labels')?.toLowerCase();
  const since = query.get('since') ?? '';
  const wanted = world.issues.filter((row) => {
    const names = (row.labels as { name: string }[]).map(({ name }) => name.toLowerCase());
    return (label === undefined || names.includes(label)) && String(row.updated_at) >= since;
  });
  return newest(wanted, query.get('sort') === 'updated' ? 'updated_at' : 'created_at');
}

function newest(rows: readonly Row[], field: string): readonly Row[] {
  return [...rows].sort((a, b) => Date.parse(String(b[field])) - Date.parse(String(a[field])));
}

function paged(url: URL, rows: readonly Row[], wrap: (rows: readonly Row[]) => unknown = (part) => part): Reply {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link = page * size < rows.length ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : undefined;
  return { status: 200, body: wrap(rows.slice((page - 1) * size, page * size)), ...(link && { headers: link }) };
}
