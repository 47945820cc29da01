/** What every page knows of the server: its organisation, its zone, whether the data are a demonstration. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Settings } from './api.ts';
import type { Asked } from './ask.ts';

const unknown: Asked<Settings> = { data: null, fresh: false, error: null, loading: true, again: () => undefined };
export const SettingsContext = createContext(unknown);
export const useSettings = (): Asked<Settings> => useContext(SettingsContext);
