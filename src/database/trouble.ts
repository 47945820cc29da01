/** What can go wrong around the embedded server, each as one sentence a person can act on. */

import { AppError } from '../domain/errors.ts';

export function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('unavailable', message, undefined, cause);
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A file operation that failed below the data folder. */
export function folderTrouble(folder: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  if (code === 'EACCES' || code === 'EPERM')
    return unavailable(`The data folder ${folder} cannot be used: permission denied. Change its owner or choose another folder.`, error);
  if (code === 'EROFS') return unavailable(`The data folder ${folder} is on a read-only disk. Choose another folder.`, error);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return unavailable(`The data folder ${folder} cannot be made: there is a file of that name. Choose another folder.`, error);
  return unavailable(`The data folder ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`, error);
}

function diskFull(folder: string, cause?: unknown): AppError {
  return unavailable(`The disk that holds ${folder} is full. Free some space and start again.`, cause);
}

/** What a server program printed before it gave up; `log` is where all of it can be read, null when nowhere. */
export function serverTrouble(folder: string, output: string, log: string | null): AppError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(folder);
  const lines = output.split('\n').map((line) => line.trim());
  const said =
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.findLast((line) => /error/i.test(line)) ?? lines.findLast(Boolean);
  const reason = (said ?? 'it gave no reason').replace(/^.*?(FATAL|PANIC|error):\s*/i, '');
  if (/Permission denied/i.test(reason))
    return unavailable(`The data folder ${folder} cannot be used by the database: ${reason}. Change its owner or choose another folder.`);
  return unavailable(`The database in ${folder} did not start: ${reason}.${log === null ? '' : ` The whole story is in ${log}.`}`);
}
