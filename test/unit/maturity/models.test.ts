import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/maturity/evidence/catalogue.ts';
import { minutesFor } from '../../../src/maturity/minutes.ts';
import { type Model, roles, type Statement } from '../../../src/maturity/model.ts';
import { bundledModels, findModel } from '../../../src/maturity/models.ts';
import { routeFor } from '../../../src/maturity/routing.ts';

const source = 'src/maturity/models';
const statementsOf = ({ dimensions }: Model): readonly Statement[] => dimensions.flatMap(({ statements }) => statements);

describe('the models that come with the product', () => {
  it('are all sound, one in each file of its name', async () => {
    const models = await bundledModels();
    expect(models.map(({ id }) => id)).toEqual(['plumbline', 'quick-check']);
    expect(readdirSync(source).sort()).toEqual(models.map(({ id }) => `${id}.yaml`));
  });

  it('are found by id, or those there are get named', async () => {
    expect((await findModel('quick-check')).scored).toBe('mean');
    await expect(findModel('quick')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('plumbline, quick-check'),
    });
  });

  it('are put beside the compiled code by the build, and none of before stays', () => {
    const target = mkdtempSync(join(tmpdir(), 'plumbline-models-'));
    try {
      const copied = join(target, 'maturity/models');
      mkdirSync(copied, { recursive: true });
      writeFileSync(join(copied, 'old.yaml'), 'id: old');
      execFileSync(process.execPath, ['scripts/copy-models.mjs', target]);
      expect(readdirSync(copied).sort()).toEqual(readdirSync(source).sort());
      for (const name of readdirSync(copied)) expect(readFileSync(join(copied, name))).toEqual(readFileSync(join(source, name)));
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
    expect(readFileSync('package.json', 'utf8')).toContain('"tsc -p tsconfig.build.json && node scripts/copy-models.mjs && ');
  });
});

describe("Plumbline's own model", () => {
  it('has 14 dimensions with two statements at each level, and two outside them', async () => {
    const model = await findModel('plumbline');
    expect(model).toMatchObject({ scored: 'levels', licence: 'CC-BY-4.0' });
    const dimensions = ['CUL', 'LRN', 'CID', 'IAC', 'OBS', 'INC', 'REL', 'SEC', 'PLT', 'SLF', 'PRD', 'DEX', 'FIN', 'AIM'];
    expect(model.dimensions.map(({ id }) => id).sort()).toEqual(dimensions.sort());
    expect(model.groups).toHaveLength(4);
    const scored = statementsOf(model).filter(({ level }) => level !== null);
    const places = ['2a', '2b', '3a', '3b', '4a', '4b', '5a', '5b'];
    expect(scored.map(({ id }) => id).sort()).toEqual(dimensions.flatMap((id) => places.map((place) => `${id}-${place}`)).sort());
    const outside = model.dimensions.flatMap(({ id, statements }) =>
      statements.filter(({ level }) => level === null).map((one) => ({ ...one, in: id })),
    );
    expect(outside).toMatchObject([
      { in: 'CUL', scale: 'perception', evidence: null },
      { in: 'CUL', scale: 'perception', evidence: null },
    ]);
  });

  it('can be judged by evidence in 89 of 112: 51 directly, 38 by something near; the rest by hints or people alone', async () => {
    const scored = statementsOf(await findModel('plumbline')).filter(({ level }) => level !== null);
    const count = (of: string | null): number => scored.filter(({ evidence }) => (evidence?.class ?? null) === of).length;
    // AIM-2a and DEX-5b are for people to answer and have a hint beside.
    const hinted = ['AIM-2a', 'DEX-5b'].filter((id) => scored.find((one) => one.id === id)?.evidence?.class === 'C').length;
    expect({ A: count('A'), B: count('B'), C: count('C') - hinted, people: count(null) + hinted }).toEqual({
      A: 51,
      B: 38,
      C: 9,
      people: 14,
    });
  });

  it('names of each statement the rule made for it, at the class of that rule', async () => {
    const differing = statementsOf(await findModel('plumbline')).filter(
      ({ id, evidence }) =>
        evidence !== null && (evidence.rule !== id.toLowerCase() || catalogue.get(evidence.rule)?.class !== evidence.class),
    );
    expect(differing.map(({ id, evidence }) => `${id}: ${evidence?.rule} ${evidence?.class}`)).toEqual([]);
  });

  it('warns where one dimension rests on another, as the model says', async () => {
    const { dimensions } = await findModel('plumbline');
    const needs = dimensions.flatMap(({ id, needs }) =>
      needs.map(({ level, dimension, atLeast }) => `${id}-${level} wants ${dimension} at ${atLeast}`),
    );
    expect(needs.sort()).toEqual([
      'AIM-5 wants CID at 4',
      'INC-5 wants OBS at 4',
      'PRD-4 wants PLT at 3',
      'REL-4 wants OBS at 3',
      'SLF-4 wants IAC at 3',
    ]);
  });

  it('asks every role 25 to 35 statements in less than 12 minutes, whatever is known', async () => {
    const model = await findModel('plumbline');
    for (const role of roles)
      for (const level of [1, 2, 3, 4, 5] as const) {
        const reference = new Map(model.dimensions.map(({ id }) => [id, level] as const));
        const route = routeFor({ model, role, reference, verdicts: new Map() });
        const asked = statementsOf(model).filter(({ id }) => route.includes(id));
        expect(asked.length, role).toBeGreaterThanOrEqual(25);
        expect(asked.length, role).toBeLessThanOrEqual(35);
        expect(minutesFor(asked), role).toBeLessThan(12);
        expect(asked.filter((one) => one.level === null && one.roles.includes(role))).toHaveLength(
          statementsOf(model).filter((one) => one.level === null && one.roles.includes(role)).length,
        );
      }
  });

  it('can be answered whole by the roles of a team together', async () => {
    const model = await findModel('plumbline');
    for (const { id, statements } of model.dimensions)
      for (const role of roles)
        expect(
          statements.some((one) => one.roles.includes(role)),
          `${id}: ${role}`,
        ).toBe(true);
  });
});
