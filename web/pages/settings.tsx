import { useEffect, useMemo, useState } from 'preact/hooks';
import { ask, askAll, type Page, type Settings as Read, type SourceRow, type TeamRow, type WireAnswer } from '../api.ts';
import { useAsk } from '../ask.ts';
import { some } from '../format.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Icon } from '../parts/icon.tsx';
import { Levels } from '../parts/levels.tsx';
import { LocalePicker } from '../parts/locale-picker.tsx';
import { SettingSection } from '../parts/setting-groups.tsx';
import { Notice, Problem } from '../parts/states.tsx';
import { type ConfiguredService, narrowed, type Section, sectionsOf } from '../settings-sections.ts';
import '../styles/settings.css';
import { toYaml } from '../yaml.ts';

const services = (path: string, signal: AbortSignal) => askAll<ConfiguredService>(path, signal);
const teams = (path: string, signal: AbortSignal) => askAll<TeamRow>(path, signal);

/** The configuration as it was read, every value with where it comes from. */
export function Settings() {
  const asked = {
    settings: useAsk('/settings', ask<Read>),
    services: useAsk('/services', services),
    teams: useAsk('/teams', teams),
    sources: useAsk('/sources', ask<Page<SourceRow>>),
  };
  const failed = Object.values(asked).find(({ error }) => error !== null);
  const [search, setSearch] = useState('');
  useEffect(() => {
    document.title = 'Settings – Plumbline';
  }, []);
  const [settings, known] = [asked.settings.data, { services: asked.services.data, teams: asked.teams.data, sources: asked.sources.data }];
  const sections = useMemo(() => {
    if (settings === null || known.services === null || known.teams === null || known.sources === null) return null;
    return sectionsOf({ settings, services: known.services, teams: known.teams, sources: known.sources.items });
  }, [settings, known.services, known.teams, known.sources]);
  return (
    <div class="page">
      <header class="where still">
        <div class="crumbs">
          <a class="organisation" href="/">
            {settings?.organisation ?? '…'}
          </a>
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
        <h1>Settings: what Plumbline was told</h1>
        {settings !== null && <p class="quiet small">{fileInWords(settings)}</p>}
      </header>
      {failed?.error && (
        <Problem
          error={failed.error}
          again={() => {
            for (const one of Object.values(asked)) if (one.error !== null) one.again();
          }}
          kept={sections !== null}
        />
      )}
      {settings?.state?.changed === true && <Changed state={settings.state} />}
      {sections === null && !failed && <div class="card settings-waiting" role="status" aria-label="Reading settings" />}
      {settings !== null && sections !== null && (
        <>
          <Tools search={search} setSearch={setSearch} settings={settings} />
          <Sections sections={narrowed(sections, search)} search={search} />
          <section class="settings-section card" aria-labelledby="settings-reading">
            <h2 id="settings-reading">In this browser</h2>
            <LocalePicker zone={settings.zone} now={new Date(settings.now)} />
          </section>
          <Levels />
          <About settings={settings} />
        </>
      )}
    </div>
  );
}

const fileInWords = ({ file, demo }: Read): string =>
  file === null
    ? `There is no configuration file${demo ? ': the demonstration is shown. To see your own numbers, copy plumbline.example.yaml to plumbline.yaml and start again' : ''}.`
    : `Read from ${file}, in order. To change something, edit the file and start “plumbline serve” again.`;

/** The file on disk is no longer what this process goes by. */
function Changed({ state }: { readonly state: NonNullable<Read['state']> }) {
  const { faults } = state;
  return (
    <Notice title={faults.length === 0 ? 'The file has changed since it was read' : 'The file has changed, and would be refused'}>
      <p>
        {faults.length === 0
          ? 'What is shown here is what this process goes by. Start “plumbline serve” again to take the change.'
          : `What is shown here still holds. Mend ${some(faults.length, 'fault')} before the next start:`}
      </p>
      {faults.length > 0 && (
        <ul class="faults">
          {faults.map((fault) => (
            <li key={fault}>
              <code>{fault}</code>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

type ToolsGiven = { readonly search: string; readonly setSearch: (text: string) => void; readonly settings: Read };

function Tools({ search, setSearch, settings }: ToolsGiven) {
  return (
    <div class="settings-tools">
      <label class="search">
        <Icon name="search" />
        <span class="unseen">Search settings</span>
        <input
          type="search"
          value={search}
          placeholder="name, value or line"
          onInput={({ currentTarget: { value } }) => setSearch(value)}
        />
      </label>
      {settings.file !== null && <CopyText name="Copy as YAML" text={() => toYaml(settings.settings)} />}
    </div>
  );
}

function Sections({ sections, search }: { readonly sections: readonly Section[]; readonly search: string }) {
  const rows = sections.flatMap(({ groups }) => groups).reduce((total, group) => total + group.rows.length, 0);
  return (
    <>
      <p class={search === '' ? 'unseen' : 'quiet small'} role="status">
        {search === '' ? '' : rows === 0 ? `Nothing is set that holds “${search}”.` : `${some(rows, 'setting')} with “${search}”`}
      </p>
      {sections.map((section) => (
        <SettingSection key={section.id} section={section} searching={search !== ''} />
      ))}
    </>
  );
}

function About({ settings }: { readonly settings: Read }) {
  const [open, setOpen] = useState(false);
  return (
    <section class="settings-section card" aria-labelledby="settings-about">
      <h2 id="settings-about">About</h2>
      <p class="about">
        Plumbline {settings.version}. <a href="/api/v1/docs">What the interface answers</a> ·{' '}
        <a href="/api/v1/openapi.json">OpenAPI document</a>
      </p>
      <p class="quiet small">
        With the program come <code>docs/configuration.md</code> (every setting), <code>docs/metrics.md</code> (every formula) and{' '}
        <code>docs/sources.md</code> (what is read, and what it needs).
      </p>
      <details class="setting-group" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <h3>What each number means</h3>
        </summary>
        {open && <Definitions />}
      </details>
    </section>
  );
}

/** In the words of the interface, with the settings in force. */
function Definitions() {
  const { data, error, again } = useAsk('/metrics', ask<WireAnswer>);
  if (error) return <Problem error={error} again={again} kept={false} />;
  return (
    <dl class="settings definitions">
      {data?.metrics.map(({ id, title, definition }) => (
        <div key={id}>
          <dt>{title}</dt>
          <dd>{definition}</dd>
        </div>
      ))}
    </dl>
  );
}
