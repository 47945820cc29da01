import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import type { WireScope } from '../api.ts';
import { useCatalog } from '../catalog.ts';
import type { Asking } from '../navigate.ts';
import { carried, pageOf } from '../question.ts';
import { useSettings } from '../settings.ts';
import { windowInWords } from '../words.ts';
import { CopyLink } from './copy-link.tsx';
import { Fresh } from './fresh.tsx';
import { Problem } from './states.tsx';
import { type Offers, WindowPicker } from './window-picker.tsx';

type Given = {
  readonly asking: Asking;
  /** The question as it was understood; null while it is not answered, or where a page asks of no window. */
  readonly scope: Pick<WireScope, 'window' | 'previous' | 'zone' | 'now'> | null;
  /** What the page is about: "Delivery", the name of a service. */
  readonly title: string;
  /** Choosing a team or service goes to its page, or filters this one. */
  readonly choosing: 'goes' | 'filters';
  /** What stands at the right of the pickers: quality, how much is known. */
  readonly beside?: ComponentChildren;
  /** Pages of the present moment have no window to pick. */
  readonly windowed?: boolean;
  /** Whether the page draws charts, so that it can be chosen how. */
  readonly charts?: boolean;
  /** What can be chosen beside the window, where that does not follow from the page. */
  readonly offers?: Offers;
};

/** Where the reader is, and what was asked, in words; every picker writes the address. */
export function Where({ asking, scope, title, choosing, beside, windowed = true, charts = false, offers }: Given) {
  const known = useSettings();
  const settings = known.data;
  const { path } = useLocation();
  // Lists and the overview say it themselves.
  const untold = choosing === 'goes' && path !== '/' && settings === null ? known.error : null;
  const said = scope === null ? null : windowInWords(scope);
  const comma = said?.indexOf(',') ?? -1;
  const zone = asking.question.zone ?? settings?.zone ?? 'UTC';
  return (
    <header class="where">
      <div class="crumbs">
        <Crumbs asking={asking} choosing={choosing} organisation={settings?.organisation ?? '…'} />
        <div class="crumbs-end">
          {beside}
          {choosing === 'goes' && <Fresh zone={zone} />}
          <CopyLink />
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
      </div>
      <h1>
        <bdi>{title}</bdi>
        {windowed && said !== null && (
          <>
            , {comma < 0 ? said : said.slice(0, comma)}
            <span class="rest">{comma < 0 ? '' : said.slice(comma)}</span>
          </>
        )}
      </h1>
      {untold && (
        <Problem error={untold} again={known.again} kept={false}>
          So the organisation and its zone are not known: times are in {zone}.
        </Problem>
      )}
      {windowed && (
        <div class="toolbar">
          <WindowPicker
            asking={asking}
            scope={scope}
            zone={zone}
            offers={offers ?? (choosing === 'filters' ? 'window' : charts ? 'charts' : 'comparison')}
          />
        </div>
      )}
    </header>
  );
}

type CrumbsGiven = Pick<Given, 'asking' | 'choosing'> & { readonly organisation: string };

function Crumbs({ asking, choosing, organisation }: CrumbsGiven) {
  const { question, change } = asking;
  const { route } = useLocation();
  const catalog = useCatalog();
  const services = catalog.services.data ?? [];
  const team = question.team ?? services.find(({ id }) => id === question.service)?.team?.id ?? '';
  const within = team === '' ? services : services.filter((service) => service.team?.id === team);
  const choose = (chosenTeam: string | null, service: string | null): void => {
    if (choosing === 'filters') change({ team: service === null ? chosenTeam : null, service, evidence: null, of: null });
    else if (service !== null) route(pageOf('services', service, question));
    else route(chosenTeam === null ? `/${carried(question)}` : pageOf('teams', chosenTeam, question));
  };
  return (
    <>
      <a class="organisation" href={`/${carried(question)}`}>
        {organisation}
      </a>
      <Then />
      <select class="crumb" aria-label="Team" value={team} onChange={(event) => choose(event.currentTarget.value || null, null)}>
        <option value="">All teams</option>
        {(catalog.teams.data ?? []).map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Then />
      <select
        class="crumb"
        aria-label="Service"
        value={question.service ?? ''}
        onChange={(event) => choose(team || null, event.currentTarget.value || null)}
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

const Then = () => (
  <span class="quiet" aria-hidden="true">
    ›
  </span>
);
