/** What a campaign is: a model, put to some teams, between two instants. */

import type { Model, Role } from '../model.ts';

export type Campaign = {
  readonly campaignId: string;
  readonly name: string;
  /** As it was when the campaign was made. */
  readonly model: Model;
  /** Ids of the dimensions that are asked, in the model's order. */
  readonly dimensions: readonly string[];
  /** Fewer answers than this show nothing of perceptions and notes. At least 5. */
  readonly perceptionMinimum: number;
  /** The same of practices: 5, or 3 where the campaign says so before anybody answers. */
  readonly practiceMinimum: number;
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** Null = it is not closed yet. */
  readonly closedAt: Date | null;
  /** When evidence was read for its results; null = it is not closed. */
  readonly evidenceAt: Date | null;
  readonly demo: boolean;
};

export type CampaignState = 'planned' | 'open' | 'over' | 'closed';

/** `over` = its time has passed, and its results are not final before it is closed. */
export function stateOf({ opensAt, closesAt, closedAt }: Pick<Campaign, 'opensAt' | 'closesAt' | 'closedAt'>, now: Date): CampaignState {
  if (closedAt !== null) return 'closed';
  if (now < opensAt) return 'planned';
  return now < closesAt ? 'open' : 'over';
}

/** The statements a role of a team is asked. */
export type Route = { readonly teamId: string; readonly role: Role; readonly statements: readonly string[] };

export type CampaignTeam = { readonly teamId: string; readonly consensus: boolean };
