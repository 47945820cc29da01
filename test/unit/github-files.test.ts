import { describe, expect, it } from 'vitest';
import { ownerFacts, workflowFacts } from '../../src/sources/github/file-facts.ts';
import { isWorkflow, kindsOf, ownerPath } from '../../src/sources/github/file-kinds.ts';

describe('paths', () => {
  it.each([
    ['.github/CODEOWNERS', ['codeowners']],
    ['src/CODEOWNERS', []],
    ['.github/workflows/ci.yaml', ['workflow']],
    ['.github/workflows/deep/ci.yaml', []],
    ['services/a/Jenkinsfile', ['pipeline']],
    ['infra/modules/net/main.tf', ['terraform']],
    ['charts/shop/Chart.yaml', ['helm']],
    ['deploy/overlays/prod/kustomization.yaml', ['kustomize']],
    ['docs/adr/0001-use-sql.md', ['decision_record']],
    ['docs/rfcs/0002.md', ['decision_record']],
    ['docs/adrian.md', []],
    ['AGENTS.md', ['assistant']],
    ['.github/copilot-instructions.md', ['assistant']],
    ['docs/threat-model.md', ['threat_model']],
    ['renovate.json', ['update_bot']],
    ['.github/dependabot.yml', ['update_bot']],
    ['web/package.json', ['manifest']],
    ['web/node_modules/x/package.json', []],
    ['go.sum', ['lockfile']],
    ['docker-compose.prod.yml', ['compose']],
    ['README.md', ['readme']],
    ['src/README.md', []],
    ['catalog-info.yaml', ['catalog']],
    ['.devcontainer/devcontainer.json', ['devcontainer']],
    ['policy/deny.rego', ['policy']],
    ['main.go', []],
  ])('%s tells of %j', (path, kinds) => {
    expect(kindsOf(path)).toEqual(kinds);
  });

  it('prefer the owners GitHub reads', () => {
    expect(ownerPath(new Set(['docs/CODEOWNERS', 'CODEOWNERS']))).toBe('CODEOWNERS');
    expect(ownerPath(new Set(['src/CODEOWNERS']))).toBeNull();
    expect(isWorkflow('.github/workflows/a.yml')).toBe(true);
  });

  it('are told apart in time that grows with their length', () => {
    const started = performance.now();
    for (const odd of ['a/', 'devcontainer/', 'threat-model', '.']) kindsOf(odd.repeat(4_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('workflows', () => {
  const job = (rest: string) => `on: [push]\njobs:\n  a:\n    steps: []\n${rest}`;

  it.each([
    ['no word of rights', job(''), null],
    ['read for all', job('permissions: { contents: read }'), 'read'],
    ['none for all', job('permissions: {}'), 'none'],
    ['a job that writes', 'permissions: {}\njobs: { a: { permissions: { packages: write } }, b: {} }', 'write'],
    ['one job left to the default', 'jobs: { a: { permissions: read-all }, b: {} }', null],
    ['an identity only', job('permissions: { id-token: write }'), 'none'],
  ])('%s', (_, text, right) => {
    expect(workflowFacts(text)).toMatchObject({ broken: false, permissions: right });
  });

  it('of any text are read or broken, never thrown over', () => {
    for (const text of ['', '[', 'jobs: 1', 'jobs: []', '- a', 'a: &a [*a]', `a: ${'['.repeat(20_000)}`, '\u0000'])
      expect(workflowFacts(text)).toMatchObject({ broken: true, uses: [] });
  });

  it('run programs only where a command names them', () => {
    const text = 'jobs: { a: { steps: [{ run: "cosign sign x && ./bin/checkov -d ." }, { run: "echo trivyal" }, { name: helm }] } }';
    expect(workflowFacts(text).tools).toEqual(['cosign', 'checkov']);
  });
});

describe('files with owners', () => {
  it('count lines that name one', () => {
    expect(ownerFacts('')).toEqual({ rules: 0, everything: false });
    expect(ownerFacts('# * @a\n/x @a # because\r\n/y\n/z a@example.com')).toEqual({ rules: 2, everything: false });
    expect(ownerFacts('*   @org/team')).toEqual({ rules: 1, everything: true });
  });
});
