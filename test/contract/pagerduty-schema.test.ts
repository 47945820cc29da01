import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { pagerdutyRun } from '../support/pagerduty-run.ts';
import { pagerdutyServer, type Row } from '../support/pagerduty-server.ts';
import { change, incident, logOf, service } from '../support/pagerduty-world.ts';

/** PagerDuty's published schema, where a copy of its repository lies beside the project; skipped, and said so, elsewhere. */
const repository = new URL('../../../.mirror/PagerDuty+api-schema/repo', import.meta.url).pathname;

type Schema = {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly name?: string;
  readonly in?: string;
};

/** What schemas do not tell apart: a null where an object is missing, and fields that newer answers have. */
const beyondSchema = new Set(['log_entry.contexts']);

describe.skipIf(!existsSync(repository))('PagerDuty’s published schema', () => {
  let document: {
    components: { schemas: Record<string, Schema>; parameters: Record<string, Schema> };
    paths: Record<string, { get: { parameters: Schema[] } }>;
  };
  beforeAll(() => {
    const text = execFileSync('git', ['--git-dir', repository, 'show', 'HEAD:reference/REST/openapiv3.json'], {
      encoding: 'utf8',
      maxBuffer: 64_000_000,
    });
    document = JSON.parse(text);
  });

  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const parts = schema.$ref.replace(/^#\//, '').split('/');
    return resolve(parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document) as Schema);
  };
  /** Every property a schema knows, through its parts. */
  const properties = (schema: Schema): Record<string, Schema> => {
    const own = resolve(schema);
    const parts = (own.allOf ?? []).map(properties);
    return Object.assign({}, ...parts, own.properties ?? {});
  };

  /** Paths of what a payload holds and the schema does not know, or knows with another type. */
  const strange = (value: unknown, schema: Schema, path: string): readonly string[] => {
    const known = resolve(schema);
    if (value === null || value === undefined || beyondSchema.has(path)) return [];
    if (known.oneOf !== undefined) {
      const [best = []] = known.oneOf.map((one) => strange(value, one, path)).sort((a, b) => a.length - b.length);
      return best;
    }
    if (known.enum !== undefined && !known.enum.includes(value)) return [`${path}: ${String(value)}`];
    if (Array.isArray(value)) return value.flatMap((one) => strange(one, known.items ?? {}, `${path}[]`));
    if (typeof value !== 'object') {
      const type = known.type === 'integer' ? 'number' : known.type;
      return type !== undefined && type !== typeof value ? [`${path} is ${typeof value}`] : [];
    }
    const fields = properties(schema);
    if (Object.keys(fields).length === 0) return [];
    return Object.entries(value).flatMap(([name, one]) => {
      const field = fields[name];
      return field === undefined ? [`${path}.${name}`] : strange(one, field, `${path}.${name}`);
    });
  };

  const told = {
    opened: '2026-03-01T10:00:00Z',
    acknowledged: '2026-03-01T10:05:00Z',
    resolved: '2026-03-01T11:00:00Z',
    priority: 'P1',
    mergedInto: 'PB',
  };

  it('knows every field of the incidents, entries and services the tests are made of', () => {
    const of = (row: Row, name: string, path: string): readonly string[] => strange(row, document.components.schemas[name] ?? {}, path);
    expect(of(incident('PA', told), 'Incident', 'incident')).toEqual([]);
    expect(of(incident('PB', { opened: told.opened, acknowledged: told.acknowledged }), 'Incident', 'incident')).toEqual([]);
    expect(of(change('CA', told.opened, ['PSHOP']), 'ChangeEvent', 'change_event')).toEqual([]);
    for (const one of logOf('PA', told)) expect(of(one, 'LogEntry', 'log_entry')).toEqual([]);
    expect(of(service('PSHOP'), 'Service', 'service')).toEqual([]);
  });

  it('knows every address and parameter that is asked for', async () => {
    const server = await pagerdutyServer();
    server.account.services.push(service('PSHOP'));
    server.account.incidents.push(incident('PA', { opened: '2026-03-01T10:00:00Z' }));
    const pager = await pagerdutyRun({ url: server.url });
    try {
      await pager.run();
      const asked = new Map(server.requests.map(({ path, query }) => [path.replace('/PA', '/{id}'), new URLSearchParams(query)]));
      for (const [path, query] of asked) {
        const operation = document.paths[path]?.get;
        expect({ path, known: operation !== undefined }).toEqual({ path, known: true });
        const names =
          operation?.parameters
            .map(resolve)
            .filter((one) => one.in === 'query')
            .map((one) => one.name) ?? [];
        expect(names).toEqual(expect.arrayContaining([...query.keys()]));
      }
      expect([...asked.keys()].sort()).toEqual([
        '/change_events',
        '/incidents',
        '/incidents/{id}/custom_fields/values',
        '/incidents/{id}/notes',
        '/incidents/{id}/related_change_events',
        '/log_entries',
        '/services',
      ]);
    } finally {
      await server.close();
      await pager.database.close();
    }
  });
});
