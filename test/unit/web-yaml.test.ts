import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { toYaml } from '../../web/yaml.ts';

describe('a value as YAML', () => {
  it('is read back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(parse(toYaml(plain))).toEqual(plain);
      }),
    );
  });

  it('keeps the whole example file', () => {
    const example = loadConfig(
      { GITHUB_TOKEN: 'x', OIDC_SECRET: 'x', PAGERDUTY_TOKEN: 'x', PAGERDUTY_WEBHOOK_SECRET: 'long enough' },
      { cwd: '.', file: 'plumbline.example.yaml' },
    ).shown;
    expect(parse(toYaml(example))).toEqual(example);
  });

  it('is easy to read', () => {
    const token = ['$', '{TOKEN}'].join('');
    expect(
      toYaml({
        zone: 'Europe/Berlin',
        bots: ['*[bot]', 'renovate'],
        sources: [{ id: 'gh', token, failures: { revert: true } }],
        labels: {},
      }),
    ).toBe(
      `zone: Europe/Berlin\nbots: ["*[bot]", renovate]\nsources:\n  - id: gh\n    token: "${token}"\n    failures:\n      revert: true\nlabels: {}\n`,
    );
  });
});
