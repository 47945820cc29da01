/** Services and teams by name, asked once for all pages. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { askAll, type ServiceRow, type TeamRow } from './api.ts';
import { type Asked, useAsk } from './ask.ts';

export type Catalog = { readonly services: Asked<readonly ServiceRow[]>; readonly teams: Asked<readonly TeamRow[]> };

const none = { data: null, fresh: false, error: null, loading: true, again: () => undefined };
export const CatalogContext = createContext<Catalog>({ services: none, teams: none });
export const useCatalog = (): Catalog => useContext(CatalogContext);

const services = (path: string, signal: AbortSignal) => askAll<ServiceRow>(path, signal);
const teams = (path: string, signal: AbortSignal) => askAll<TeamRow>(path, signal);

export function useCatalogAsked(): Catalog {
  return { services: useAsk('/services', services), teams: useAsk('/teams', teams) };
}

/** The name of a service, or its id while names are not known. */
export const nameOf = ({ services: { data } }: Catalog, id: string): string => data?.find((service) => service.id === id)?.name ?? id;
