/** Which campaign a team's page is about, and where its results are. Pure. */

import type { WireProfile } from './api.ts';
import { day } from './format.ts';
import { patched } from './question.ts';

export type CampaignHead = NonNullable<WireProfile['campaign']>;

/** The campaigns that asked a team: those not closed yet first, then the one closed last. */
export type TeamAssessments = { readonly team: WireProfile['team']; readonly items: readonly CampaignHead[] };

/** In the address: by evidence alone, although there are campaigns. */
export const byEvidence = 'none';

const isClosed = ({ state }: CampaignHead): boolean => state === 'closed';

/** The campaign that is shown: the one in the address, else the one that closed last; null = by evidence alone. */
export function chosenOf(campaigns: readonly CampaignHead[], wanted: string | undefined): string | null {
  if (wanted === byEvidence) return null;
  return wanted ?? campaigns.find(isClosed)?.id ?? null;
}

/** Where the profile is, below /api/v1. */
export const profileAt = (team: string, campaign: string | null, model: string | null): string =>
  campaign === null
    ? `/assessments/profile${patched('', { team, model })}`
    : `/assessments/campaigns/${encodeURIComponent(campaign)}/results/${encodeURIComponent(team)}`;

/** "Autumn 2026, closed 12 Nov 2026", "Spring 2027, open until 3 May 2027". */
export function campaignInWords({ name, state, opensAt, closesAt, closedAt }: CampaignHead, zone: string): string {
  const at = (instant: string): string => day(new Date(instant), zone);
  if (state === 'closed') return `${name}, closed ${at(closedAt ?? closesAt)}`;
  if (state === 'planned') return `${name}, opens ${at(opensAt)}`;
  return state === 'open' ? `${name}, open until ${at(closesAt)}` : `${name}, waits to be closed`;
}

/** What the campaigns say that have no results yet; null = there are none. */
export function pendingInWords(campaigns: readonly CampaignHead[], zone: string): string | null {
  const pending = campaigns.filter((one) => !isClosed(one));
  return pending.length === 0 ? null : `${pending.map((one) => campaignInWords(one, zone)).join('; ')}: results appear once it is closed.`;
}

export const closedOf = (campaigns: readonly CampaignHead[]): readonly CampaignHead[] => campaigns.filter(isClosed);
