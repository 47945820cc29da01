/** What git's complaints mean for a person. Messages never carry more than git's own first line. */

import { SourceError } from './source.ts';

type Explanation = { readonly when: RegExp; readonly say: string; readonly advice: string; readonly retryable: boolean };

const explanations: readonly Explanation[] = [
  {
    when: /not a git repository|does not appear to be a git repository/i,
    say: 'is not a git repository',
    advice: 'Give the top folder of a clone, a bare repository or a clone address.',
    retryable: false,
  },
  {
    when: /Authentication failed|could not read (Username|Password)|terminal prompts disabled|returned error: 40[13]|Permission denied \(publickey/i,
    say: 'was refused: the server asks for other credentials',
    advice: 'Check the token or key and that it may read this repository.',
    retryable: false,
  },
  {
    when: /Permission denied|EACCES|unable to access '[^']*': Permission|insufficient permission/i,
    say: 'cannot be read: permission denied',
    advice: 'Let the user that runs Plumbline read the whole folder.',
    retryable: false,
  },
  {
    when: /Repository not found|returned error: 404|does not exist|No such file or directory$/i,
    say: 'was not found',
    advice: 'Check the path or address; a private repository also looks like this to a token without rights.',
    retryable: false,
  },
  {
    when: /transport '[^']*' not allowed|Unable to find remote helper/i,
    say: 'needs objects or a protocol that is not allowed here',
    advice: 'Use an https, ssh, git or file address; for a clone that lacks its trees (--filter=tree:0) make a full or blobless clone.',
    retryable: false,
  },
  {
    when: /Could not resolve host|Connection (refused|reset|timed out)|unable to access|early EOF|hung up|returned error: (429|5\d\d)|timed out/i,
    say: 'could not be reached',
    advice: 'It is tried again by itself; check the network or proxy if this stays.',
    retryable: true,
  },
  {
    when: /corrupt|bad object|missing (object|blob|tree|commit)|unable to read|could not read|loose object|bad (tree|signature|pack)|packfile|Could not parse|unable to parse|broken|invalid object|failed to (read|parse|traverse)/i,
    say: 'is damaged: git cannot read all of it',
    advice: 'Run "git fsck" in it, repair it or make a fresh clone.',
    retryable: false,
  },
  {
    when: /No space left on device|disk quota/i,
    say: 'could not be stored: the disk is full',
    advice: 'Make room where the collected data lies.',
    retryable: true,
  },
];

function firstLine(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  const line = lines.find((one) => /^(fatal|error):/.test(one)) ?? lines.find((one) => one !== '') ?? 'no reason given';
  return line.replace(/\/\/[^/@\s]+@/g, '//').slice(0, 300);
}

/** Turns a failed start or git's standard error into an error with advice. */
export function explainGit(name: string, failure: Error | string): SourceError {
  if (typeof failure !== 'string') {
    const missing = 'code' in failure && failure.code === 'ENOENT';
    return missing
      ? new SourceError('git is not installed, or not on the PATH.', 'Install git 2.36 or newer and try again.', false, failure)
      : new SourceError(`git could not be started: ${failure.message}`, 'Check that the git program can be run.', false, failure);
  }
  const known = explanations.find((one) => one.when.test(failure));
  if (known) return new SourceError(`"${name}" ${known.say} (${firstLine(failure)}).`, known.advice, known.retryable);
  return new SourceError(
    `git failed on "${name}" (${firstLine(failure)}).`,
    'Run the same in a terminal to see more; "git fsck" finds damage.',
    true,
  );
}
