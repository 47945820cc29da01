/** A piece of evidence that a deployment needed intervention, before it is written down as a failure. */

import type { FailureEvidence } from '../domain/service.ts';
import type { Classified } from './classify.ts';

export type Finding = {
  /** The deployment that needed intervention. */
  readonly deployment: Classified;
  readonly evidence: FailureEvidence;
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  readonly at: Date;
  /** The deployment that repaired it, where the evidence is one. */
  readonly remedy: Classified | null;
};

export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const nameOf = (deployment: Classified): string => deployment.first.version ?? deployment.sha?.slice(0, 7) ?? 'an unknown version';
