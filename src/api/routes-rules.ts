/** Rules of a service: those in force, and what others would make of the collected history. */

import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { tryRules } from '../trial/try.ts';
import type { ApiDeps } from './deps.ts';
import { idText } from './paging.ts';
import { type Route, route } from './route.ts';
import { windowOf } from './scope.ts';
import { presentRules, trial, trialQuestion } from './shapes-rules.ts';

function deskOf({ rules }: ApiDeps): NonNullable<ApiDeps['rules']> {
  if (rules === undefined) throw new AppError('unavailable', 'Rules cannot be tried in this process.');
  return rules;
}

/** A trial derives a service several times over: one at a time in a process, the next has to ask again. */
const busy = new WeakSet<ApiDeps>();

async function oneAtATime<T>(deps: ApiDeps, work: () => Promise<T>): Promise<T> {
  if (busy.has(deps)) throw new AppError('conflict', 'Other rules are being tried just now. Try again in a moment.');
  busy.add(deps);
  try {
    return await work();
  } finally {
    busy.delete(deps);
  }
}

export const rulesRoutes: readonly Route[] = [
  route({
    path: '/services/{id}/rules',
    summary: 'The rules of a service in force, as text to try others from.',
    params: z.object({ id: idText }),
    answer: presentRules,
    handle: async (deps, { params }) => {
      const yaml = await deskOf(deps).present(params.id);
      if (yaml === null) throw new AppError('not_found', `There is no service "${params.id}".`);
      return { service: params.id, yaml, file: deps.config.file !== null };
    },
  }),
  route({
    method: 'post',
    path: '/rules/try',
    summary:
      'Runs proposed rules over the collected history: what would count, what would not and why, the metrics before and after. Nothing changes.',
    body: trialQuestion,
    answer: trial,
    handle: async (deps, { body }) => {
      const { service: serviceId, rules, yaml, clock, bots } = body;
      const { window, zone } = windowOf(deps, body);
      return await oneAtATime(deps, async () => {
        const proposal = await deskOf(deps).proposed(serviceId, yaml === undefined ? { value: rules } : { yaml });
        if ('faults' in proposal) {
          const { faults } = proposal;
          const [first] = faults;
          const where =
            first === undefined ? '' : `${first.line === null ? '' : `line ${first.line}: `}${first.path === '' ? '' : `${first.path}: `}`;
          const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
          throw new AppError('invalid', `The rules cannot be read: ${where}${first?.message ?? ''}${more}`, faults);
        }
        const question = { window, zone, bucket: 'week', clock, bots, comparePrevious: false, now: deps.now() } as const;
        return await tryRules(deps.database.db, proposal.service, question);
      });
    },
  }),
];
