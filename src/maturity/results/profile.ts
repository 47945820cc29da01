/** What is told of a team, and of the organisation, after a campaign or by evidence alone. */

import type { Campaign, CampaignState } from '../campaign/campaign.ts';
import type { Level, Model, Role, ScoredLevel, Statement } from '../model.ts';
import type { Change, DimensionResult, StatementResult, Told } from '../scoring/result.ts';

export type Named = { readonly id: string; readonly name: string };

export type CampaignHead = Named & Pick<Campaign, 'opensAt' | 'closesAt' | 'closedAt' | 'demo'> & { readonly state: CampaignState };

export type ModelHead = Named & Pick<Model, 'version' | 'scored' | 'groups'>;

export type ProfileStatement = StatementResult &
  Pick<Statement, 'text' | 'why' | 'next'> & { readonly byRole: readonly { readonly role: Role; readonly told: Told }[] };

export type Target = { readonly level: ScoredLevel; readonly by: string | null };

export type ProfileDimension = Omit<DimensionResult, 'statements'> &
  Named & {
    readonly group: string;
    readonly improvised: string;
    readonly target: Target | null;
    /** The campaign before; null = there is none. */
    readonly last: Change | null;
    readonly statements: readonly ProfileStatement[];
  };

export type TeamProfile = {
  readonly team: Named;
  readonly model: ModelHead;
  /** Null = by evidence alone. */
  readonly campaign: CampaignHead | null;
  readonly previous: CampaignHead | null;
  /** The instant evidence was read at. */
  readonly at: Date;
  readonly consensus: boolean;
  readonly invited: number | null;
  readonly responded: number | null;
  readonly dimensions: readonly ProfileDimension[];
  /** Ids of statements where answers and evidence differ, the largest gap first. */
  readonly gaps: readonly string[];
  /** In random order; null = may not be shown. */
  readonly notes: readonly { readonly dimension: string; readonly texts: readonly string[] }[] | null;
  readonly seed: string;
};

export type SpreadOfDimension = Named & {
  readonly group: string;
  readonly levels: readonly { readonly level: Level; readonly teams: number }[];
  readonly unknown: number;
  readonly median: number | null;
  readonly perceptionGaps: number;
  readonly visibilityGaps: number;
  readonly contested: number;
};

export type OrganisationSpread = {
  readonly campaign: CampaignHead;
  readonly model: ModelHead;
  readonly teams: number;
  readonly invited: number;
  readonly responded: number | null;
  readonly dimensions: readonly SpreadOfDimension[];
  readonly statements: readonly (Pick<Statement, 'id' | 'text' | 'scale'> & { readonly dimension: string; readonly told: Told })[];
  readonly members: readonly (Named & { readonly consensus: boolean })[];
};
