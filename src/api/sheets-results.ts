/** Results as CSV: a line for every statement. */

import type { OrganisationSpread, TeamProfile } from '../maturity/results/profile.ts';
import type { CsvSheet } from './csv.ts';

const told = [
  'told.invited',
  'told.asked',
  'told.values',
  'told.mean',
  'told.agreement',
  'told.dontKnow',
  'told.notApplicable',
  'told.blank',
  'told.counts',
  'told.hidden',
] as const;

export const organisationSheet: CsvSheet<OrganisationSpread> = {
  name: 'maturity-organisation',
  columns: ['dimension', 'id', 'text', ...told],
  rows: ({ statements }) => statements,
};

export const profileSheet: CsvSheet<TeamProfile> = {
  name: 'maturity-team',
  columns: [
    ...['dimension', 'dimensionName', 'dimensionLevel', 'id', 'level', 'text', 'state', 'credit', 'answers', 'measured', 'gap', 'meets'],
    ...['perceptionGap', 'visibilityGap', 'evidence.rule', 'evidence.class', 'evidence.verdict', 'evidence.value', 'evidence.threshold'],
    ...['evidence.n', ...told],
  ],
  rows: ({ dimensions }) =>
    dimensions.flatMap(({ id, name, level, statements }) =>
      statements.map((statement) => ({ ...statement, dimension: id, dimensionName: name, dimensionLevel: level })),
    ),
};
