/** Evidence for maturity: what collected records say of statements, before and beside what people answer. */

import { z } from 'zod';
import { catalogue } from '../maturity/evidence/catalogue.ts';
import { evidenceFor, evidenceRecords } from '../maturity/evidence/evidence.ts';
import type { RuleEvidence } from '../maturity/evidence/finding.ts';
import type { Rule } from '../maturity/evidence/rule.ts';
import type { ApiDeps } from './deps.ts';
import { idText, paging } from './paging.ts';
import { type Route, route } from './route.ts';
import { evidenceRecord, evidenceRule } from './shapes-evidence.ts';

const question = (deps: ApiDeps) => ({ now: deps.now(), zone: deps.config.zone });

const ofRule = ({ id, measures, days, sources, class: kind, parts: conditions }: Rule, evidence: RuleEvidence) => {
  const { rule: _, parts, ...found } = evidence;
  const units = new Map(conditions.map((part) => [part.id, part.kind === 'quantity' ? part.unit : null]));
  return {
    id,
    measures,
    days,
    sources,
    class: kind,
    ...found,
    parts: parts.map((part) => ({ ...part, unit: units.get(part.part) ?? null })),
  };
};

export const evidenceRoutes: readonly Route[] = [
  route({
    path: '/assessments/evidence',
    summary: 'What evidence says of a team, rule by rule; a rule whose source is not configured answers no_source.',
    query: z.strictObject({ team: idText }),
    answer: z.strictObject({ items: z.array(evidenceRule) }),
    handle: async (deps, { query }) => {
      const found = await evidenceFor(deps.database.db, query.team, question(deps));
      return {
        items: [...catalogue.values()].flatMap((rule) => {
          const own = found.get(rule.id);
          return own === undefined ? [] : [ofRule(rule, own)];
        }),
      };
    },
  }),
  route({
    path: '/assessments/evidence/{id}',
    summary: 'The records behind a rule for a team, the newest first: as they should be, not, or not known.',
    params: z.strictObject({ id: idText }),
    query: z.strictObject({ team: idText, ...paging }),
    answer: z.strictObject({ items: z.array(evidenceRecord), next: z.string().nullable(), total: z.number().int() }),
    handle: async (deps, { params, query: { team, limit, after } }) =>
      evidenceRecords(deps.database.db, team, params.id, question(deps), { limit, ...(after === undefined ? {} : { after }) }),
  }),
];
