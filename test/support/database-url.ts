/** The address of a test's database, for a command line of its own. */

import type { Database } from '../../src/database/open.ts';

/** Behind a socket. */
export function urlOf({ connection: { user, password, database, host, port } }: Database): string {
  return `postgres://${user}:${encodeURIComponent(String(password ?? ''))}@/${database}?host=${encodeURIComponent(String(host))}&port=${port}`;
}
