/** Discovery rebases its pull requests onto main. */

import { always, type Behaviour, ordinary, owned } from '../behaviour.ts';

const people = ['sana', 'tomasz', 'ulla', 'viktor'] as const;

/** The team that only looks better: nothing has changed, but its last 90 days happen to lie a fifth below the 90 before. */
const search: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/search',
  people,
  parts: [{ serviceId: 'search', name: 'Search', owners: owned('discovery'), folder: null, weight: 1, failShare: always(0.19) }],
  repairMinutes: 105,
  work: [
    'index refresh',
    'synonyms',
    'typo tolerance',
    'ranking weights',
    'facet counts',
    'query cache',
    'autocomplete',
    'empty results page',
    'language detection',
    'shard layout',
  ],
  merging: 'rebase',
  rhythm: { kind: 'steady', perWeek: always(4.5), hours: [9.5, 16.5] },
  pulls: 1.4,
  mostCommits: 2,
  leadHours: always(24),
  leadSpread: 1,
  unrest: 0.4,
  looks: 'better',
  botShare: 0.08,
};

/** The service that got worse: since eleven weeks nearly every second deployment hurts somebody. */
const recommendations: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/recommendations',
  people,
  parts: [
    {
      serviceId: 'recommendations',
      name: 'Recommendations',
      owners: owned('discovery'),
      folder: null,
      weight: 1,
      failShare: (daysAgo) => (daysAgo < 77 ? 0.46 : 0.1),
    },
  ],
  repairMinutes: 70,
  work: [
    'model version',
    'feature store reads',
    'similar items',
    'cold start list',
    'click feedback',
    'batch scoring',
    'candidate filters',
    'nightly training job',
    'score cache',
  ],
  merging: 'rebase',
  rhythm: { kind: 'steady', perWeek: always(6.6), hours: [10, 16] },
  luck: 0.35,
  pulls: 1.1,
  mostCommits: 2,
  leadHours: always(26),
};

export const discovery: readonly Behaviour[] = [search, recommendations];
