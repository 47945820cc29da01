/** Telling a lost database from a fault in what was asked of it, and living through the loss. */

/** Takes what is too long or too technical to show a user. */
export type Log = (message: string, detail: unknown) => void;

/** SQLSTATE classes and codes after which the connection, not the statement, is at fault. */
const lostStates = /^(08...|57P0[123]|53300)$/;
const lostCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH']);
/** The driver says these without a code. */
const lostMessages = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** True when the database cannot be reached or closed the connection. */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (lostStates.test(code)) return true;
  // A missing program has the same code as a missing socket; only the driver's errors come bare from a socket.
  if (lostCodes.has(code)) return 'syscall' in error && typeof error.syscall === 'string' && /^(connect|read|write)$/.test(error.syscall);
  return lostMessages.test(error.message);
}

/** True when a value, not the statement, was refused: SQLSTATE class 22 (data exception) or 23 (constraint). */
export function isRefusedValue(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]...$/.test(error.code);
}

/** Runs a transaction again when it lost a deadlock or a serialisation conflict (SQLSTATE class 40), at most three times. */
export async function retrying<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (tries >= 3 || !(error instanceof Error && 'code' in error && /^40/.test(String(error.code)))) throw error;
    }
  }
}
