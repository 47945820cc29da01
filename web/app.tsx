import type { ComponentChild, ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import lazy, { ErrorBoundary } from 'preact-iso/lazy';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { ask, type Settings } from './api.ts';
import { useAsk } from './ask.ts';
import { CatalogContext, useCatalogAsked } from './catalog.ts';
import { Overview } from './pages/overview.tsx';
import { Rail } from './parts/rail.tsx';
import { NotFound, Notice, Unloaded } from './parts/states.tsx';
import { SettingsContext } from './settings.ts';

/** A page whose program is fetched when it is first gone to; where that cannot be had, the page says so. */
const late = (load: () => Promise<() => ComponentChild>) => lazy(() => load().catch(() => Unloaded));

const Service = late(() => import('./pages/service.tsx').then((page) => page.Service));
const Team = late(() => import('./pages/team.tsx').then((page) => page.Team));
const Deployments = late(() => import('./pages/deployments.tsx').then((page) => page.Deployments));
const Deployment = late(() => import('./pages/deployment.tsx').then((page) => page.Deployment));
const Changes = late(() => import('./pages/changes.tsx').then((page) => page.Changes));
const Incidents = late(() => import('./pages/incidents.tsx').then((page) => page.Incidents));
const Incident = late(() => import('./pages/incident.tsx').then((page) => page.Incident));
const Maturity = late(() => import('./pages/maturity.tsx').then((page) => page.Maturity));
const NewCampaign = late(() => import('./pages/new-campaign.tsx').then((page) => page.NewCampaign));
const Campaign = late(() => import('./pages/campaign.tsx').then((page) => page.Campaign));
const CampaignResults = late(() => import('./pages/campaign-results.tsx').then((page) => page.CampaignResults));
const TeamMaturity = late(() => import('./pages/team-maturity.tsx').then((page) => page.TeamMaturity));
const Answer = late(() => import('./pages/answer.tsx').then((page) => page.Answer));
const Ledger = late(() => import('./pages/ledger.tsx').then((page) => page.Ledger));
const QualityOfServices = late(() => import('./pages/quality.tsx').then((page) => page.QualityOfServices));
const ServiceQuality = late(() => import('./pages/service-quality.tsx').then((page) => page.ServiceQualityPage));
const SettingsPage = late(() => import('./pages/settings.tsx').then((page) => page.Settings));
const TryRules = late(() => import('./pages/try-rules.tsx').then((page) => page.TryRules));
const Sources = late(() => import('./pages/sources.tsx').then((page) => page.Sources));

/** The frame every page stands in. Links to the interface itself are the browser's business. */
export function App() {
  return (
    <LocationProvider scope={/^(\?|\/(?!api\/))/}>
      <Frame />
    </LocationProvider>
  );
}

/** An address that cannot be decoded names no page. */
function readable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Pages for people who were asked something, and who need nothing else of the product. */
function Frame() {
  const { path } = useLocation();
  return path.startsWith('/answer/') ? <Bare path={path} /> : <Whole path={path} />;
}

type At = { readonly path: string };

/** The fragment of such an address holds what lets somebody in: skipping must not replace it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Bare({ path }: At) {
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it goes to its target, and only leaves the address alone. */}
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <Content path={path} />
    </>
  );
}

function Content({ path }: At) {
  return (
    <main id="content" tabIndex={-1}>
      <Guarded path={path}>
        <ErrorBoundary>{readable(path) ? <Pages /> : <NotFound />}</ErrorBoundary>
      </Guarded>
    </main>
  );
}

function Whole({ path }: At) {
  const settings = useAsk('/settings', ask<Settings>);
  const catalog = useCatalogAsked();
  return (
    <SettingsContext.Provider value={settings}>
      <CatalogContext.Provider value={catalog}>
        <div class="frame">
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <Rail version={settings.data?.version ?? null} />
          <Content path={path} />
        </div>
      </CatalogContext.Provider>
    </SettingsContext.Provider>
  );
}

/** A fault of the page itself: better said than a blank. */
function Guarded({ path, children }: { readonly path: string; readonly children: ComponentChildren }) {
  const [fault, reset] = useErrorBoundary();
  // Another page may be sound.
  useEffect(reset, [path]);
  if (fault === undefined) return children;
  return (
    <div class="page">
      <Notice title="This page cannot be shown">
        <p>A fault in the page itself stopped it: {fault instanceof Error ? fault.message : String(fault)}.</p>
        <p>
          <button type="button" class="button" onClick={() => location.reload()}>
            Load it again
          </button>{' '}
          <a href="/">Go to the overview</a>
        </p>
      </Notice>
    </div>
  );
}

function Pages() {
  return (
    <Router>
      <Route path="/" component={Overview} />
      <Route path="/services/:id" component={Service} />
      <Route path="/services/:id/quality" component={ServiceQuality} />
      <Route path="/quality" component={QualityOfServices} />
      <Route path="/services/:id/rules" component={TryRules} />
      <Route path="/teams/:id" component={Team} />
      <Route path="/deployments" component={Deployments} />
      <Route path="/deployments/:id" component={Deployment} />
      <Route path="/changes" component={Changes} />
      <Route path="/incidents" component={Incidents} />
      <Route path="/incidents/:id" component={Incident} />
      <Route path="/teams/:id/maturity" component={TeamMaturity} />
      <Route path="/maturity" component={Maturity} />
      <Route path="/maturity/new" component={NewCampaign} />
      <Route path="/maturity/:id" component={Campaign} />
      <Route path="/maturity/:id/results" component={CampaignResults} />
      <Route path="/answer/:id" component={Answer} />
      <Route path="/ledger" component={Ledger} />
      <Route path="/sources" component={Sources} />
      <Route path="/settings" component={SettingsPage} />
      <Route default component={NotFound} />
    </Router>
  );
}
