/** Every kind of source there is. A new one adds its folder and one line here. */

import { normalizeGit } from './git/normalize.ts';
import { normalizeGithub } from './github/normalize.ts';
import { normalizePagerduty } from './pagerduty/normalize.ts';
import type { SourceKind } from './source.ts';

export const sourceKinds: readonly SourceKind[] = [
  { kind: 'git', normalize: normalizeGit },
  { kind: 'github', normalize: normalizeGithub },
  { kind: 'pagerduty', normalize: normalizePagerduty },
];
