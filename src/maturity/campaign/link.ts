/** Secrets of links: unguessable, shown once, stored only as hashes. Pure but for the randomness. */

import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses one of them. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

const secretShape = /^[A-Za-z0-9_-]{43}$/;

/** Whether it could be a secret at all. */
export const isSecret = (text: string): boolean => secretShape.test(text);

/** What is stored of a secret. A plain hash is enough: there is nothing to guess it from. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
