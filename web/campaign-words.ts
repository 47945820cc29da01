/** Words of campaigns: their states, who is asked, and the texts that go out. Pure. */

import type { Role } from '../src/maturity/model.ts';
import type { WireCampaign, WireCampaignStory } from './api.ts';
import { count, moment, share, some } from './format.ts';

/** In the order in which they are offered. */
export const roles = ['developer', 'platform', 'lead'] as const satisfies readonly Role[];

export const roleNames: Readonly<Record<Role, string>> = { developer: 'Developers', platform: 'Platform people', lead: 'Leads' };

export const roleMeanings: Readonly<Record<Role, string>> = {
  developer: 'build and run a product',
  platform: 'build or run what others build on',
  lead: 'lead a team or answer for a product',
};

/** One name of a role, as it stands in a story; roles of other models keep their own. */
export const roleName = (role: string): string => Object.entries(roleNames).find(([id]) => id === role)?.[1] ?? role;

type Times = Pick<WireCampaign, 'state' | 'opensAt' | 'closesAt' | 'closedAt'>;

/** Where a campaign stands, in one sentence. */
export function stateInWords({ state, opensAt, closesAt, closedAt }: Times, zone: string): string {
  const at = (text: string): string => moment(new Date(text), zone);
  switch (state) {
    case 'planned':
      return `Opens ${at(opensAt)}, closes ${at(closesAt)}.`;
    case 'open':
      return `Open until ${at(closesAt)}.`;
    case 'over':
      return `Its time ended ${at(closesAt)}. It closes by itself within minutes; then the results are there.`;
    case 'closed':
      return `Closed ${at(closedAt ?? closesAt)}.`;
  }
}

export const stateNames: Readonly<Record<WireCampaign['state'], string>> = {
  planned: 'planned',
  open: 'open',
  over: 'closing',
  closed: 'closed',
};

/** How many answered, never who; not told where it would tell of too few. */
export function rateInWords({ invited, submitted }: Pick<WireCampaignStory, 'invited' | 'submitted'>): string {
  if (invited === 0) return 'nobody invited yet';
  if (submitted === null) return `not told: of ${some(invited, 'person', 'people')} it would show who answered`;
  return `${count(submitted)} of ${count(invited)} answered (${share(submitted / invited)})`;
}

export const minutesInWords = (minutes: number): string => `about ${some(Math.max(1, Math.round(minutes)), 'minute')}`;

/** The address one person answers at. Its secret stands behind the #, which is sent to no server. */
export const answerAddress = (origin: string, campaign: string, token: string): string =>
  `${origin}/answer/${encodeURIComponent(campaign)}#${token}`;

type Told = Pick<WireCampaignStory, 'name' | 'model' | 'closesAt' | 'perceptionMinimum' | 'practiceMinimum' | 'teams'>;

const longest = ({ teams }: Told): number => Math.max(0, ...teams.flatMap(({ roles }) => roles.map(({ minutes }) => minutes)));

const promise = ({ perceptionMinimum, practiceMinimum }: Told): string =>
  practiceMinimum < perceptionMinimum
    ? `Results are shown for groups only: opinions from ${perceptionMinimum} answers on, practices from ${practiceMinimum}.`
    : `Results are shown for groups of ${perceptionMinimum} answers or more only.`;

/** To be sent with a link. */
export function invitationText(story: Told, zone: string): string {
  return [
    `You are invited to “${story.name}”: how do we work, and what would help most?`,
    '',
    `It takes ${minutesInWords(longest(story))}, on a phone or a desk, and can be left and continued. Please answer by ${moment(new Date(story.closesAt), zone)}.`,
    `Your answers lead to nobody: the link is not stored with whom it was sent to, and it is cut off from your answers when you open it. ${promise(story)}`,
    '',
    'Your link, for you alone and for one use:',
  ].join('\n');
}

/** To everybody: nobody knows who has answered. */
export function reminderText(story: Told, zone: string): string {
  return [
    `“${story.name}” closes ${moment(new Date(story.closesAt), zone)}.`,
    '',
    `If you have answered: thank you. You can change your answers until then, at the address you kept. If you have not: it takes ${minutesInWords(longest(story))} with the link you were sent. This goes to everybody, because nobody can see who has answered.`,
  ].join('\n');
}
