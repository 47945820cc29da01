/** The settings page as data: what is set, in words, and where it comes from. Pure, so that search and page show the same. */

import type { ServiceSettings } from '../src/domain/service.ts';
import type { ServiceRow, SettingOrigin, Settings, SourceRow, TeamRow } from './api.ts';
import { deploymentRule, failureRule, foldRule, incidentRule, repositoryInWords, revertRule } from './rules-words.ts';

/** `mark`: "line 14", "default", "environment"; null where nothing is known, as of a demonstration. */
export type Row = { readonly name: string; readonly value: string; readonly mark: string | null; readonly unset?: boolean };
export type Group = { readonly id: string; readonly title: string | null; readonly beside: string | null; readonly rows: readonly Row[] };
export type Section = { readonly id: string; readonly title: string; readonly note: string | null; readonly groups: readonly Group[] };

export type ConfiguredService = ServiceRow & { readonly settings: ServiceSettings };
export type Known = {
  readonly settings: Settings;
  readonly services: readonly ConfiguredService[];
  readonly teams: readonly TeamRow[];
  readonly sources: readonly SourceRow[];
};

const names: Readonly<Record<string, string>> = {
  organisation: 'Organisation',
  zone: 'Reporting zone',
  'environments.production': 'Words that mean production',
  bots: 'Bots, beside the providers’ own mark',
  'benchmark.industry': 'Industry',
  'benchmark.size': 'Size',
  'benchmark.levels': 'Levels of former years',
  'labels.self_service': 'Labels of self-service tickets',
  'assessment.models': 'Maturity models of one’s own',
  'access.oidc.issuer': 'Sign-in: issuer',
  'access.oidc.client_id': 'Sign-in: client',
  'access.oidc.client_secret': 'Sign-in: secret',
  kind: 'Kind',
  url: 'Address',
  token: 'Token',
  repositories: 'Repositories',
  since: 'History since',
  every: 'Collected every',
  reread: 'Late news looked for',
  commits: 'Commits read by',
  DATABASE_URL: 'Database',
  PLUMBLINE_DATA: 'Folder of the bundled database',
  PLUMBLINE_CONFIG: 'Configuration file named',
  HOST: 'Listens on',
  PORT: 'Port',
  LOG_LEVEL: 'Log level',
};

const words: Readonly<Record<string, (value: string) => string>> = {
  commits: (value) => (value === 'git' ? 'a clone (git)' : 'the provider’s interface (api)'),
};
const unset: Readonly<Record<string, string>> = {
  since: 'everything there is',
  DATABASE_URL: 'not set: the bundled database is used',
  PLUMBLINE_CONFIG: 'not set: plumbline.yaml in the working directory',
};

/** A value of one kind of word: its last part names it. */
const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const nameOf = (path: string): string => names[path] ?? names[lastOf(path)] ?? lastOf(path).replaceAll('_', ' ');

/** "line 14", "default", "GITHUB_TOKEN, line 14", "environment". */
export function markOf({ origin, line, variables }: SettingOrigin): string {
  if (origin === 'default') return 'default';
  return line === null ? 'environment' : [...variables, `line ${line}`].join(', ');
}

function rowOf(origin: SettingOrigin, name = nameOf(origin.path)): Row {
  const { path, value } = origin;
  const key = lastOf(path);
  const none = value === null || (Array.isArray(value) && value.length === 0);
  const said = Array.isArray(value) ? value.join(', ') : String(value);
  return { name, value: none ? (unset[key] ?? 'none') : (words[key]?.(said) ?? said), mark: markOf(origin), unset: none };
}

type Find = (path: string) => SettingOrigin | undefined;

/** The place of an entry in its list, found by its id; null where the file does not hold it. */
function placeOf(origins: readonly SettingOrigin[], list: string, id: string): string | null {
  const found = origins.find(({ path, value }) => value === id && path.startsWith(`${list}[`) && path.endsWith('].id'));
  return found === undefined ? null : found.path.slice(0, -'.id'.length);
}

const under = (origins: readonly SettingOrigin[], place: string): readonly SettingOrigin[] =>
  origins.filter(({ path }) => path.startsWith(`${place}.`));

const isEnvironment = ({ path }: SettingOrigin): boolean => /^[A-Z_]+$/.test(path);
const isTop = ({ path }: SettingOrigin): boolean =>
  !isEnvironment({ path } as SettingOrigin) && !/^(sources|teams|services)(\[|$)/.test(path);

function sourceGroup({ settings: { origins } }: Known, source: SourceRow): Group {
  const place = placeOf(origins, 'sources', source.id);
  const own = place === null ? [] : under(origins, place).filter(({ path }) => path !== `${place}.id` && path !== `${place}.kind`);
  const rows = own.map((origin) => rowOf(origin));
  const shown: readonly Row[] = source.demo
    ? [{ name: 'Kind', value: 'made once from a seed, through the same door as real data', mark: null }]
    : rows;
  return { id: source.id, title: source.id, beside: source.kind, rows: shown };
}

/** The mark of the first of these paths that is known. */
function markAmong(find: Find, paths: readonly (string | null)[]): string | null {
  const found = paths.flatMap((path) => (path === null ? [] : (find(path) ?? [])))[0];
  return found === undefined ? null : markOf(found);
}

function serviceGroup(find: Find, { settings: { origins } }: Known, service: ConfiguredService): Group {
  const place = placeOf(origins, 'services', service.id);
  const at = (part: string): string | null => (place === null ? null : `${place}.${part}`);
  const first = (part: string): string | null =>
    place === null
      ? null
      : (origins.find(({ path }) => path === at(part) || path.startsWith(`${at(part)}[`) || path.startsWith(`${at(part)}.`))?.path ?? null);
  const mark = (...paths: readonly (string | null)[]): string | null => markAmong(find, paths);
  const { settings } = service;
  const missing = (name: string, value: string): Row => ({ name, value, mark: place === null ? null : 'default', unset: true });
  const deployments = settings.deployments.map((rule, i) => ({
    name: i === 0 ? 'Deployments are' : 'else',
    value: deploymentRule(rule),
    mark: mark(at(`deployments[${i}].from`)),
  }));
  const incidents = settings.incidents.map((rule, i) => ({
    name: i === 0 ? 'Incidents are' : 'and',
    value: incidentRule(rule),
    mark: mark(at(`incidents[${i}].from`)),
  }));
  const failures = Object.keys(settings.failures).map((kind) => find(`${at('failures')}.${kind}`));
  const written = failures.find((origin) => origin !== undefined && origin.origin !== 'default') ?? failures[0];
  return {
    id: service.id,
    title: service.name,
    beside: service.name === service.id ? null : service.id,
    rows: [
      { name: 'Team', value: service.team?.name ?? 'none', mark: mark(first('team')), unset: service.team === null },
      { name: 'Repositories', value: settings.repositories.map(repositoryInWords).join(', '), mark: mark(first('repositories')) },
      ...(deployments.length === 0 ? [missing('Deployments are', 'not looked for: no rule says what one is')] : deployments),
      ...(incidents.length === 0 ? [missing('Incidents are', 'not looked for: no rule says what one is')] : incidents),
      { name: 'Failures', value: failureRule(settings.failures), mark: written === undefined ? null : markOf(written) },
      { name: 'Folding', value: foldRule(settings), mark: mark(at('fold')) },
      { name: 'Reverts', value: revertRule(settings), mark: mark(at('revert_age')) },
      { name: 'Words that mean a hotfix', value: settings.hotfixWords.join(', ') || 'none', mark: mark(at('hotfix_words')) },
      ...(settings.sourceCommit === null
        ? []
        : [{ name: 'Source commit is found by', value: settings.sourceCommit, mark: mark(at('source_commit')) }]),
    ],
  };
}

/** Every setting, in the order of the file. */
export function sectionsOf(known: Known): readonly Section[] {
  const { settings, services, teams, sources } = known;
  const { origins } = settings;
  const byPath = new Map(origins.map((origin) => [origin.path, origin]));
  const find: Find = (path) => byPath.get(path);
  const plain = (id: string, title: string, note: string | null, rows: readonly Row[]): Section => ({
    id,
    title,
    note,
    groups: [{ id, title: null, beside: null, rows }],
  });
  const benchmark = origins.filter(({ path }) => path.startsWith('benchmark.'));
  const general = origins.filter((origin) => isTop(origin) && !origin.path.startsWith('benchmark.'));
  const named = new Map(services.map(({ id, name }) => [id, name]));
  const teamRows = teams.map((team) => {
    const place = placeOf(origins, 'teams', team.id);
    const value = team.services.map((id) => named.get(id) ?? id).join(', ');
    const mark = markAmong(find, [place === null ? null : `${place}.id`]);
    return { name: team.name, value: value === '' ? 'owns no service now' : value, mark, unset: value === '' };
  });
  const demoRows: readonly Row[] = [
    { name: 'Organisation', value: settings.organisation, mark: null },
    { name: 'Reporting zone', value: settings.zone, mark: 'default' },
  ];
  const all = [
    plain('organisation', 'Organisation', null, settings.demo ? demoRows : general.map((origin) => rowOf(origin))),
    {
      id: 'sources',
      title: 'Sources',
      note: 'How each fares stands on the page Sources.',
      groups: sources.map((source) => sourceGroup(known, source)),
    },
    plain('teams', 'Teams', null, teamRows),
    {
      id: 'services',
      title: 'Services',
      note: 'Rules are tried from the top; the first that matches wins.',
      groups: services.map((service) => serviceGroup(find, known, service)),
    },
    plain(
      'benchmark',
      'Benchmark',
      null,
      benchmark.length === 0
        ? [{ name: 'Compared with', value: 'everybody: no industry or size is set', mark: 'default', unset: true }]
        : benchmark.map((origin) => rowOf(origin)),
    ),
    plain(
      'process',
      'This process',
      'Set in the environment, not in the file.',
      origins.filter(isEnvironment).map((origin) => rowOf(origin)),
    ),
  ];
  return all.filter(({ groups }) => groups.some(({ rows }) => rows.length > 0));
}

const holds = (text: string | null, q: string): boolean => text?.toLowerCase().includes(q) ?? false;

/** What a search leaves: rows that hold the text, whole groups and sections whose title does. */
export function narrowed(sections: readonly Section[], search: string): readonly Section[] {
  const q = search.trim().toLowerCase();
  if (q === '') return sections;
  const inGroup = (group: Group): Group => {
    if (holds(group.title, q) || holds(group.beside, q)) return group;
    return { ...group, rows: group.rows.filter(({ name, value, mark }) => holds(name, q) || holds(value, q) || holds(mark, q)) };
  };
  return sections
    .map((section) =>
      holds(section.title, q) ? section : { ...section, groups: section.groups.map(inGroup).filter(({ rows }) => rows.length > 0) },
    )
    .filter(({ groups }) => groups.length > 0);
}
