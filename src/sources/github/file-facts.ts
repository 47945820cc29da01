/** What is kept of the text of workflows and of files with owners: facts that rules ask for, no text, no names of people. Pure. */

import { parse } from 'yaml';

export type WorkflowFacts = {
  readonly broken: boolean;
  readonly permissions: 'none' | 'read' | 'write' | null;
  readonly id_token: boolean;
  readonly triggers: readonly string[];
  readonly uses: readonly string[];
  readonly secrets: readonly string[];
  readonly environments: readonly string[];
  readonly tools: readonly string[];
};

/** Programs by which a practice shows in a command line. */
const tools = [
  'trivy',
  'grype',
  'syft',
  'cosign',
  'checkov',
  'conftest',
  'opa',
  'kyverno',
  'tfsec',
  'tflint',
  'terrascan',
  'snyk',
  'semgrep',
  'gitleaks',
  'trufflehog',
  'k6',
  'locust',
  'gatling',
  'jmeter',
  'terraform',
  'tofu',
  'terragrunt',
  'pulumi',
  'helm',
  'kubectl',
  'ansible-playbook',
  'cdk',
  'infracost',
  'driftctl',
  'slsa-verifier',
  'hadolint',
  'kube-linter',
  'kubeconform',
  'docker',
] as const;

const most = 100;
const nothing = { permissions: null, id_token: false, triggers: [], uses: [], secrets: [], environments: [], tools: [] } as const;

/** Of a workflow of GitHub Actions. Text that is no workflow is broken, and then holds nothing. */
export function workflowFacts(text: string): WorkflowFacts {
  const workflow = objectOf(parsed(text));
  const jobs = objectsIn(Object.values(objectOf(workflow?.jobs ?? null) ?? {}));
  if (workflow === null || jobs.length === 0) return { broken: true, ...nothing };
  const steps = jobs.flatMap((job) => objectsIn(Array.isArray(job.steps) ? job.steps : []));
  const commands = steps.map(({ run }) => (typeof run === 'string' ? run : '')).join('\n');
  const granted = [workflow.permissions, ...jobs.map((job) => job.permissions)];
  return {
    broken: false,
    permissions: permissionsOf(workflow.permissions, jobs),
    id_token: granted.some((one) => one === 'write-all' || objectOf(one)?.['id-token'] === 'write'),
    triggers: listed(triggersOf(workflow.on)),
    uses: listed([...jobs, ...steps].flatMap(({ uses }) => (typeof uses === 'string' ? uses : []))),
    secrets: listed([...text.matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? [])),
    environments: listed(jobs.flatMap(({ environment }) => nameOf(environment))),
    tools: tools.filter((tool) => new RegExp(`(^|[\\s/;|&(])${tool}(?=\\s|$)`, 'm').test(commands)),
  };
}

/** Null = not YAML, or nested or repeated beyond reason. */
function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' });
  } catch {
    return null;
  }
}

const objectsIn = (values: readonly unknown[]): readonly Readonly<Record<string, unknown>>[] =>
  values.map(objectOf).filter((value) => value !== null);

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

const listed = (names: readonly string[]): readonly string[] => [...new Set(names)].sort().slice(0, most);

function triggersOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.filter((each) => typeof each === 'string');
  return Object.keys(objectOf(on) ?? {});
}

function nameOf(environment: unknown): readonly string[] {
  const name = typeof environment === 'string' ? environment : objectOf(environment)?.name;
  return typeof name === 'string' ? [name] : [];
}

const ranks = ['none', 'read', 'write'] as const;
type Right = (typeof ranks)[number];

/** The widest right of any job; null where one job is left to the default of the repository. */
function permissionsOf(workflow: unknown, jobs: readonly Readonly<Record<string, unknown>>[]): Right | null {
  const rights = jobs.map(({ permissions }) => rightOf(permissions === undefined ? workflow : permissions));
  if (rights.some((right) => right === null)) return null;
  return [...ranks].reverse().find((rank) => rights.includes(rank)) ?? null;
}

/** Asking for a short-lived identity writes nothing. */
function rightOf(permissions: unknown): Right | null {
  if (permissions === undefined || permissions === null) return null;
  if (permissions === 'write-all') return 'write';
  if (permissions === 'read-all') return 'read';
  const granted = Object.entries(objectOf(permissions) ?? {}).filter(([name]) => name !== 'id-token');
  if (granted.some(([, right]) => right === 'write')) return 'write';
  return granted.some(([, right]) => right === 'read') ? 'read' : 'none';
}

export type OwnerFacts = { readonly rules: number; readonly everything: boolean };

/** Of a CODEOWNERS file: lines with a path and an owner. */
export function ownerFacts(text: string): OwnerFacts {
  const owned = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .flatMap((line) => {
      const [path = '', ...owners] = line.split(/\s+/);
      return owners.some((owner) => owner.includes('@')) ? [path] : [];
    });
  return { rules: owned.length, everything: owned.some((path) => path === '*' || path === '/' || path === '**') };
}
