/**
 * A PagerDuty account with 50,000 incidents and 200,000 log entries of a year on loopback, as a process of its own. Prints its address.
 * A tenth of the incidents is on PSHOP, with notes and related changes; a month has more log entries than can be paged through.
 */

import { emptyAccount, pagerdutyServer, type Row } from '../test/support/pagerduty-server.ts';
import { entry, incident, service } from '../test/support/pagerduty-world.ts';

const incidents = Number(process.argv[2] ?? 50_000);
const begin = Date.parse('2025-01-01T00:00:00Z');
const year = 365 * 86_400_000;
const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

const account = emptyAccount();
account.services.push(service('PSHOP', at(begin)), service('POTHER', at(begin)));
const rows: Row[] = [];
const log: Row[] = [];
for (let i = 0; i < incidents; i += 1) {
  const id = `P${i.toString(36).toUpperCase().padStart(6, '0')}`;
  const opened = begin + Math.floor((i * year) / incidents);
  const told = {
    opened: at(opened),
    acknowledged: at(opened + 240_000),
    resolved: at(opened + 3_600_000),
    service: i % 10 === 0 ? 'PSHOP' : 'POTHER',
    priority: 'P3',
  };
  // Real rows are some kilobytes long.
  rows.push({ ...incident(id, told), description: `Check ${i} of the front failed. ${'It was seen from several places. '.repeat(30)}` });
  if (i % 10 === 0) {
    account.notes.set(id, [{ id: `N${i}`, content: `rolled back #${i}`, created_at: at(opened + 1_800_000) }]);
    const reason = { reason: 'related_service' };
    account.changes.set(id, [{ id: `C${i}`, summary: `Deploy v${i}`, timestamp: at(opened - 600_000), correlation_reason: reason }]);
  }
  log.push(
    entry(`R${id}T`, id, 'trigger', at(opened), {
      details: {
        check: 'http 5xx above 2 %',
        host: `web-${i % 40}`,
        runbook: 'https://wiki.example/runbook',
        log: 'GET /cart 502 '.repeat(60),
      },
    }),
    entry(`R${id}A`, id, 'assign', at(opened + 1_000)),
    entry(`R${id}K`, id, 'acknowledge', at(opened + 240_000)),
    entry(`R${id}R`, id, 'resolve', at(opened + 3_600_000)),
  );
}
account.incidents = rows;
account.logEntries = log;
const server = await pagerdutyServer(account);
console.log(server.url);
