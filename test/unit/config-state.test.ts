import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configState } from '../../src/commands/config-state.ts';
import { loadConfig } from '../../src/config.ts';

const cwd = mkdtempSync(join(tmpdir(), 'plumbline-state-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it('tells whether a restart would read something else, and what it would refuse', () => {
  const file = join(cwd, 'plumbline.yaml');
  const environment = { SECRET_NAME: 'planted-secret' };
  const write = (text: string): void => writeFileSync(file, text);
  write('organisation: Acme\n');
  const state = configState(loadConfig(environment, { cwd }), { cwd, environment }, {});
  expect(state()).toEqual({ changed: false, faults: [] });
  write('# a remark\norganisation: Acme\n');
  expect(state()).toEqual({ changed: false, faults: [] });
  write('organisation: Acme\nzone: Europe/Berlin\n');
  expect(state()).toEqual({ changed: true, faults: [] });
  write(`organisation: Acme\nzone: ${['$', '{SECRET_NAME}'].join('')}\ncolour: blue\n`);
  const { changed, faults } = state();
  expect(changed).toBe(true);
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain('planted-secret');
  rmSync(file);
  expect(state()).toEqual({ changed: true, faults: [] });
});
