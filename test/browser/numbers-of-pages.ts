/** What whole pages must say: their questions asked of the interface, and the answers as phrases in the order of the page. */

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ServiceSettings } from '../../src/domain/service.ts';
import type { Quality } from '../../src/metrics/result.ts';
import type {
  CoveragePage,
  Page as Listed,
  RejectedRow,
  ServiceRow,
  SourceRow,
  TeamRow,
  WireAnswer,
  WireChange,
  WireDeployment,
  WireDeploymentStory,
  WireFlow,
  WireIncident,
  WireIncidentStory,
  WireScope,
  WireSpread,
} from '../../web/api.ts';
import { datesOf, type WireOwned } from '../../web/owner-words.ts';
import { rulesOf } from '../../web/rule-words.ts';
import type { Known } from '../../web/settings-sections.ts';
import type { Phrases } from './numbers.ts';
import { covered, flow, panels, quality, spread, toDecide, waiting, where } from './numbers-of-metrics.ts';
import { deploymentStory, incidentStory, list, timeline } from './numbers-of-stories.ts';
import { type SourceAnswers, settings, sources } from './numbers-of-workings.ts';

/** Asks the interface. */
export type Api = <T>(path: string) => Promise<T>;
/** An address, and what must stand there once it was asked for. */
export type Visit = { readonly path: string; readonly expected: (page: Page) => Promise<Phrases> };

export type Counted<T> = Listed<T> & { readonly total: number };
type Service = ServiceRow & {
  readonly settings: ServiceSettings;
  readonly owners: readonly WireOwned[];
  readonly quality: { readonly quality: Quality } | null;
};
type Team = TeamRow & { readonly owned: readonly WireOwned[] };

const compared = 'compare=previous&trend=true';

/** How many attributions nobody confirmed yet. */
async function proposedOf(api: Api, { window: { from, to } }: WireScope, whose = ''): Promise<number> {
  return (await api<Counted<WireIncident>>(`/incidents?from=${from}&to=${to}&state=proposed&limit=1${whose}`)).total;
}

/** `window`: parameters of the address that begin with an ampersand, or none for the usual one. */
export const overview = (api: Api, window = ''): Visit => ({
  path: `/?${window.slice(1)}`,
  expected: async () => {
    const answer = await api<WireSpread>(`/spread?${compared}${window}`);
    const blended = await api<WireAnswer>(`/metrics?${compared}${window}`);
    return [where('Delivery', answer.scope, covered(answer)), spread(answer, blended, await proposedOf(api, answer.scope))];
  },
});

const flowOf = (api: Api, whose: string, window: string) =>
  Promise.all([api<WireFlow>(`/flow?${whose}${window}`), api<Counted<WireChange>>(`/changes?${whose}&state=undeployed&limit=3`)]);

const owners = (owned: readonly WireOwned[], { zone }: WireScope, name: (one: WireOwned) => string): Phrases =>
  owned.map((one) => [name(one), datesOf(one, zone)]);

export const teamPage = (api: Api, id: string, window = ''): Visit => ({
  path: `/teams/${id}?${window.slice(1)}`,
  expected: async () => {
    const team = await api<Team>(`/teams/${id}`);
    const answer = await api<WireSpread>(`/spread?team=${id}&${compared}${window}`);
    const metrics = await api<WireAnswer>(`/metrics?team=${id}&${compared}${window}`);
    const [stages, oldest] = await flowOf(api, `team=${id}`, window);
    const { scope } = metrics;
    const isNow = ({ from, until }: WireOwned): boolean => (from ?? '') <= scope.now && (until ?? '9') > scope.now;
    const former = team.owned.filter((one) => !isNow(one));
    return [
      where(team.name, scope, covered(answer)),
      answer.services.length > 1 ? spread(answer, metrics, await proposedOf(api, scope, `&team=${id}`)) : null,
      panels(metrics, waiting(stages, oldest, true)),
      flow(stages),
      owners(team.owned.filter(isNow), scope, ({ service }) => service.name),
      owners(former, scope, ({ service }) => service.name),
    ];
  },
});

export const servicePage = (api: Api, id: string, window = ''): Visit => ({
  path: `/services/${id}?${window.slice(1)}`,
  expected: async (page) => {
    const service = await api<Service>(`/services/${id}`);
    const metrics = await api<WireAnswer>(`/metrics?service=${id}&${compared}${window}`);
    const [stages, oldest] = await flowOf(api, `service=${id}`, window);
    const { scope } = metrics;
    const within = `service=${id}&from=${scope.window.from}&to=${scope.window.to}&limit=500`;
    const deployments = await api<Counted<WireDeployment>>(`/deployments?${within}&tier=production`);
    const incidents = await api<Counted<WireIncident>>(`/incidents?${within}`);
    // Of the page itself only how wide it draws.
    const drawing = page.locator('.timeline[aria-busy="false"] .marks > svg');
    await drawing.waitFor();
    const width = Number((await drawing.getAttribute('viewBox'))?.split(' ')[2]);
    return [
      where(service.name, scope, service.quality === null ? [] : quality(service.quality.quality)),
      panels(metrics, waiting(stages, oldest, false)),
      toDecide(await proposedOf(api, scope, `&service=${id}`)),
      timeline({ deployments, incidents }, scope, service.stability, width),
      flow(stages),
      rulesOf(service.settings).map(({ said }) => said),
      owners(service.owners, scope, ({ team }) => team.name),
    ];
  },
});

type ListOf<T> = { readonly path: string; readonly asked: string; readonly row: (one: T) => Phrases; readonly windowed?: boolean };

/** The first page of a list; `asked` = the same question for the interface, without its window. */
export const listPage = <T>(api: Api, { path, asked, row, windowed = true }: ListOf<T>): Visit => ({
  path,
  expected: async () => {
    const { scope } = await api<WireAnswer>('/metrics');
    const window = windowed ? `&from=${scope.window.from}&to=${scope.window.to}` : '';
    return [where('', windowed ? scope : null), list(await api<Counted<T>>(`${asked}${window}&limit=50`), row)];
  },
});

export const deploymentPage = (api: Api, id: string, zone: string): Visit => ({
  path: `/deployments/${encodeURIComponent(id)}`,
  expected: async () => deploymentStory(await api<WireDeploymentStory>(`/deployments/${encodeURIComponent(id)}`), zone),
});

export const incidentPage = (api: Api, id: string, zone: string): Visit => ({
  path: `/incidents/${encodeURIComponent(id)}`,
  expected: async () => incidentStory(await api<WireIncidentStory>(`/incidents/${encodeURIComponent(id)}`), zone),
});

export const settingsPage = (api: Api): Visit => ({
  path: '/settings',
  expected: async () => {
    const known: Known = {
      settings: await api('/settings'),
      services: (await api<Listed<Service>>('/services?limit=500')).items,
      teams: (await api<Listed<TeamRow>>('/teams?limit=500')).items,
      sources: (await api<Listed<SourceRow>>('/sources')).items,
    };
    return settings(known, await api<WireAnswer>('/metrics'));
  },
});

export const sourcesPage = (api: Api, zone: string, as: 'strips' | 'table'): Visit => ({
  path: '/sources',
  expected: async (page) => {
    const { items } = await api<Listed<SourceRow>>('/sources');
    const all: SourceAnswers[] = [];
    for (const source of items) {
      const days = await api<CoveragePage>(`/sources/${source.id}/coverage?limit=24`);
      const rejected = source.rejected === 0 ? null : await api<Listed<RejectedRow>>(`/sources/${source.id}/rejected?limit=20`);
      all.push({ source, days, rejected: rejected?.items ?? [] });
    }
    const buttons = page.getByRole('button', { name: 'Table', exact: true });
    await expect.poll(() => buttons.count()).toBe(items.length);
    if (as === 'table') for (const button of await buttons.all()) await button.click();
    return sources(all, zone, as);
  },
});
