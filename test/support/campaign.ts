/** A campaign somebody can answer: made and invited to over HTTP, as whoever runs one does. */

import type { CampaignStory } from '../../src/maturity/campaign/story.ts';

type Address = { readonly address: string };

async function post<T>({ address }: Address, path: string, body: object): Promise<T> {
  const response = await fetch(`${address}/api/v1/assessments${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  // What the interface answers is held against its declaration in the contract tests.
  return (await response.json()) as T;
}

export type Link = { readonly reference: string; readonly token: string; readonly path: string };

export type OpenCampaign = {
  readonly id: string;
  /** A link for one more person. */
  readonly invite: (team?: string, role?: string) => Promise<Link>;
  readonly revoke: (reference: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
  readonly story: () => Promise<CampaignStory>;
};

/** Makes a campaign of a bundled model for teams that are there; `more` replaces what is usual. */
export async function openCampaign(server: Address, more: object): Promise<OpenCampaign> {
  const { id } = await post<{ id: string }>(server, '/campaigns', { name: 'Spring 2026', model: 'plumbline', ...more });
  return {
    id,
    invite: async (team = 'web', role = 'developer') => {
      const { items } = await post<{ items: Omit<Link, 'path'>[] }>(server, `/campaigns/${id}/invitations`, { team, role });
      const [made] = items;
      if (made === undefined) throw new Error('No link was made.');
      return { ...made, path: `/answer/${id}#${made.token}` };
    },
    revoke: (reference) => post(server, `/campaigns/${id}/invitations/${reference}/revoke`, {}),
    close: () => post(server, `/campaigns/${id}/close`, {}),
    story: async () => (await (await fetch(`${server.address}/api/v1/assessments/campaigns/${id}`)).json()) as CampaignStory,
  };
}
