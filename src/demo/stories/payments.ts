/** Payments: a rollback nobody wrote down, a service that came from another team, and one that is hardly ever deployed. */

import { always, type Behaviour, ordinary, owned } from '../behaviour.ts';
import { DAY, midnight } from '../calendar.ts';

const people = ['wanda', 'xaver', 'yara', 'zoran'] as const;

/** Five weeks ago an older version was put back, by an ordinary deployment with an ordinary title and without an incident. */
const gateway: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/payments-gateway',
  people,
  parts: [
    { serviceId: 'payments-gateway', name: 'Payments gateway', owners: owned('payments'), folder: null, weight: 1, failShare: always(0.2) },
  ],
  repairMinutes: 140,
  work: [
    'card tokens',
    'refund limits',
    'settlement file',
    'retry of captures',
    'webhook signatures',
    'currency rounding',
    'issuer timeouts',
    'payment methods list',
    'audit trail',
  ],
  staging: true,
  rhythm: { kind: 'steady', perWeek: always(3.9), hours: [9.5, 15.5] },
  leadHours: always(44),
  hiddenRollbackDaysAgo: 35,
  pager: 'PGATEWAY',
};

/** Discovery built it and Payments took it over about five months ago; for three days nobody could ask for its deployments. */
const fraud: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/fraud-scoring',
  people: ['sana', 'yara', 'zoran', 'viktor'],
  parts: [
    {
      serviceId: 'fraud-scoring',
      name: 'Fraud scoring',
      owners: (now) => {
        const handedOver = new Date(midnight(now).getTime() - 150 * DAY);
        return [
          { teamId: 'discovery', from: null, until: handedOver },
          { teamId: 'payments', from: handedOver, until: null },
        ];
      },
      folder: null,
      weight: 1,
      failShare: always(0.21),
    },
  ],
  repairMinutes: 210,
  pager: 'PFRAUD',
  work: [
    'device fingerprints',
    'velocity rules',
    'score threshold',
    'manual review queue',
    'blocked countries',
    'model inputs',
    'feedback loop',
  ],
  rhythm: { kind: 'steady', perWeek: always(4.2), hours: [9.5, 16.5] },
  mostCommits: 2,
  leadHours: always(30),
  gap: { from: 46, until: 43 },
};

/** Deployed so rarely that most questions have too little data, while finished work waits. */
const ledger: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/ledger',
  people: ['wanda', 'xaver'],
  parts: [{ serviceId: 'ledger', name: 'Ledger', owners: owned('payments'), folder: null, weight: 1, failShare: always(0) }],
  work: ['month-end closing', 'booking texts', 'balance report', 'export for the auditor'],
  rhythm: { kind: 'rare', everyDays: 36, newest: 26 },
  pulls: 1,
  mostCommits: 1,
  leadHours: always(190),
  leadSpread: 0.4,
  failedAttempts: 0,
  hold: { days: 24, waiting: [22.2, 17.1, 8.4, 2.3] },
  strayIncidents: 0.15,
};

export const payments: readonly Behaviour[] = [gateway, fraud, ledger];
