import type { ServiceRow, TeamRow, WireScope } from '../api.ts';
import { some } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { useSettings } from '../settings.ts';
import { windowInWords } from '../words.ts';
import { WindowPicker } from './window-picker.tsx';

type Given = {
  readonly asking: Asking;
  readonly scope: WireScope | null;
  readonly services: readonly ServiceRow[];
  readonly teams: readonly TeamRow[];
};

/** Where the reader is, and what was asked, in words; every picker writes the address. */
export function Where({ asking, scope, services, teams }: Given) {
  const settings = useSettings().data;
  const said = scope === null ? null : windowInWords(scope);
  const comma = said?.indexOf(',') ?? -1;
  return (
    <header class="where">
      <div class="crumbs">
        <Crumbs asking={asking} services={services} teams={teams} organisation={settings?.organisation ?? '…'} />
        {settings?.demo === true && <span class="badge">Demo data</span>}
      </div>
      <h1>
        {said === null ? (
          'Delivery'
        ) : (
          <>
            Delivery, {comma < 0 ? said : said.slice(0, comma)}
            <span class="rest">{comma < 0 ? '' : said.slice(comma)}</span>
          </>
        )}
      </h1>
      <div class="toolbar">
        <WindowPicker asking={asking} scope={scope} zone={asking.question.zone ?? settings?.zone ?? 'UTC'} />
        {scope !== null && (
          <p class="quiet covered">
            {some(scope.services, 'service')}, {some(Math.round(scope.exposureDays), 'day')} known
          </p>
        )}
      </div>
    </header>
  );
}

type CrumbsGiven = Pick<Given, 'asking' | 'services' | 'teams'> & { readonly organisation: string };

function Crumbs({ asking, services, teams, organisation }: CrumbsGiven) {
  const { question, change, address } = asking;
  const team = question.team ?? services.find(({ id }) => id === question.service)?.team?.id ?? '';
  const within = team === '' ? services : services.filter((service) => service.team?.id === team);
  return (
    <>
      <a class="organisation" href={address({ service: null, team: null, evidence: null })}>
        {organisation}
      </a>
      <span class="quiet" aria-hidden="true">
        ›
      </span>
      <select
        class="crumb"
        aria-label="Team"
        value={team}
        onChange={(event) => change({ team: event.currentTarget.value || null, service: null, evidence: null })}
      >
        <option value="">All teams</option>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <span class="quiet" aria-hidden="true">
        ›
      </span>
      <select
        class="crumb"
        aria-label="Service"
        value={question.service ?? ''}
        onChange={(event) => {
          const service = event.currentTarget.value || null;
          change({ service, team: service === null && team !== '' ? team : null, evidence: null });
        }}
      >
        <option value="">All services</option>
        {within.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
