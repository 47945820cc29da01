/** Which files tell of which practice, by their paths. Pure. */

type Rule = readonly [kind: string, pattern: RegExp];

/** Whole paths, ignoring case. A path may tell of several practices. */
const rules: readonly Rule[] = [
  ['codeowners', /^(\.github\/|docs\/)?codeowners$/],
  ['workflow', /^\.github\/workflows\/[^/]+\.ya?ml$/],
  [
    'pipeline',
    /^(\.gitlab-ci\.yml|(.*\/)?jenkinsfile(\.[\w-]+)?|azure-pipelines\.ya?ml|\.circleci\/config\.ya?ml|\.travis\.yml|bitbucket-pipelines\.yml|\.buildkite\/.+\.ya?ml|\.tekton\/.+\.ya?ml|\.drone\.yml)$/,
  ],
  ['terraform', /\.(tf|tofu|tf\.json)$|(^|\/)terragrunt\.hcl$/],
  ['bicep', /\.bicep$/],
  ['pulumi', /(^|\/)pulumi\.ya?ml$/],
  ['helm', /(^|\/)chart\.ya?ml$/],
  ['kustomize', /(^|\/)kustomization(\.ya?ml)?$/],
  ['ansible', /(^|\/)(ansible\.cfg|playbooks?\/[^/]+\.ya?ml|playbook\.ya?ml|site\.ya?ml|roles\/[^/]+\/tasks\/main\.ya?ml)$/],
  [
    'cloudformation',
    /(^|\/)(cloudformation\/.+\.(ya?ml|json)|[^/]*cloudformation[^/]*\.(ya?ml|json)|[^/]+\.template(\.(ya?ml|json))?|samconfig\.toml|cdk\.json|serverless\.ya?ml)$/,
  ],
  ['catalog', /(^|\/)catalog-info\.ya?ml$/],
  ['devcontainer', /^(.*\/)?\.?devcontainer(\.json|\/(.+\/)?devcontainer\.json)$/],
  ['compose', /(^|\/)(docker-)?compose([.-][\w.-]+)?\.ya?ml$/],
  ['dockerfile', /(^|\/)(dockerfile|containerfile)(\.[\w.-]+)?$/],
  ['makefile', /^(makefile|gnumakefile|justfile|taskfile\.ya?ml)$/],
  ['readme', /^(\.github\/|docs\/)?readme(\.\w+)?$/],
  ['decision_record', /(^|\/)(adrs?|rfcs?|decisions|proposals|architecture-decisions)\/.+\.(md|mdx|rst|adoc|txt)$/],
  [
    'assistant',
    /^(.*\/)?(agents\.md|claude\.md|gemini\.md|\.cursorrules|\.windsurfrules|\.cursor\/rules\/.+|\.github\/copilot-instructions\.md|\.github\/instructions\/.+\.md)$/,
  ],
  ['threat_model', /(^|\/)([\w.-]*threat[ _-]?model[\w.-]*)(\/.+|\.\w+)?$/],
  ['update_bot', /^(\.github\/dependabot\.ya?ml|(\.github\/|\.gitlab\/)?renovate\.json5?|\.renovaterc(\.json5?)?)$/],
  [
    'manifest',
    /(^|\/)(package\.json|pyproject\.toml|requirements[\w.-]*\.txt|setup\.(py|cfg)|pipfile|go\.mod|cargo\.toml|pom\.xml|build\.gradle(\.kts)?|gemfile|composer\.json|[^/]+\.(cs|fs|vb)proj|mix\.exs|pubspec\.yaml|package\.swift)$/,
  ],
  [
    'lockfile',
    /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|go\.sum|cargo\.lock|gradle\.lockfile|gemfile\.lock|composer\.lock|packages\.lock\.json|mix\.lock|pubspec\.lock|package\.resolved)$/,
  ],
  [
    'policy',
    /\.rego$|(^|\/)(\.checkov\.ya?ml|\.tflint\.hcl|\.tfsec\/.+|\.conftest\.toml|kyverno[\w.-]*(\/.+)?\.ya?ml|policies\/.+\.(rego|sentinel))$/,
  ],
  ['rollout', /(^|\/)[^/]*(rollout|canary|flagger)[^/]*\.ya?ml$/],
];

export const fileKinds: readonly string[] = rules.map(([kind]) => kind);

/** Folders of other people's code say nothing about this repository. */
const foreign = /(^|\/)(node_modules|vendor|third_party|testdata|fixtures)\//i;

/** The practices a path tells of. */
export function kindsOf(path: string): readonly string[] {
  if (foreign.test(path)) return [];
  const lower = path.toLowerCase();
  return rules.filter(([, pattern]) => pattern.test(lower)).map(([kind]) => kind);
}

/** The first of these is the one GitHub reads. */
const ownerPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** The file with owners that counts. */
export function ownerPath(paths: ReadonlySet<string>): string | null {
  return ownerPaths.find((path) => paths.has(path)) ?? null;
}

export const isWorkflow = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
