import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ask, NoAnswer, send, type WireCampaignStory } from '../api.ts';
import { useAsk } from '../ask.ts';
import { clockIn } from '../calendar.ts';
import { bodyOf, type Draft, emptyDraft, faultsOf, type ListedModel, listedFaults, type Models } from '../new-campaign.ts';
import { WhatIsAsked } from '../parts/campaign-model.tsx';
import { WhoIsAsked } from '../parts/campaign-teams.tsx';
import { HowItIsShown, When } from '../parts/campaign-terms.tsx';
import { Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { useSettings } from '../settings.ts';
import '../styles/decide.css';
import '../styles/campaign.css';

/** Sets a campaign up: what is asked of whom, until when, and how few answers may be shown. */
export function NewCampaign() {
  useTitle('New campaign');
  const settings = useSettings();
  const models = useAsk('/assessments/models', ask<Models>);
  const failed = [settings, models].find(({ error, data }) => error !== null && data === null);
  const first = models.data?.items[0];
  return (
    <div class="page campaigns">
      <header>
        <p class="crumbs">
          <a href="/maturity">Maturity</a>
        </p>
        <h1>New campaign</h1>
        <p class="lead">
          What is chosen here holds to the end: who is asked what, and how few answers may be shown, cannot be changed later.
        </p>
      </header>
      {failed?.error && <Problem error={failed.error} again={failed.again} kept={false} />}
      {settings.data !== null && models.data !== null && first !== undefined && (
        <SetUp models={models.data} first={first} zone={settings.data.zone} now={new Date(settings.data.now)} />
      )}
    </div>
  );
}

type Given = { readonly models: Models; readonly first: ListedModel; readonly zone: string; readonly now: Date };

function SetUp({ models, first, zone, now }: Given) {
  const { route } = useLocation();
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(clockIn(zone, now).slice(0, 10), first.id));
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const said = useRef<HTMLDivElement>(null);
  const put = (some: Partial<Draft>): void => setDraft((before) => ({ ...before, ...some }));
  const model = models.items.find(({ id }) => id === draft.model) ?? first;
  useEffect(() => {
    if (faults.length > 0) said.current?.focus();
  }, [faults]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const own = faultsOf(draft);
    if (own.length > 0) return setFaults(own);
    setBusy(true);
    try {
      const made = await send<WireCampaignStory>('/assessments/campaigns', bodyOf(draft, zone, now));
      route(`/maturity/${encodeURIComponent(made.id)}`);
    } catch (error) {
      setFaults(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="set-up" noValidate onSubmit={submit}>
      <label class="plan-field">
        <span>Name</span>
        <input
          type="text"
          dir="auto"
          maxLength={200}
          required
          value={draft.name}
          placeholder="Second assessment"
          onInput={({ currentTarget }) => put({ name: currentTarget.value })}
        />
      </label>
      <WhatIsAsked {...{ models, model, draft, put, change: setDraft }} />
      <WhoIsAsked {...{ draft, put }} />
      <When {...{ draft, put, zone }} />
      <HowItIsShown {...{ draft, put }} />
      <div ref={said} tabIndex={-1} role="alert" class={faults.length > 0 ? 'fault' : undefined}>
        {faults.length > 0 && (
          <>
            <p>
              <strong>Not made yet.</strong> What you chose is kept.
            </p>
            <ul>
              {faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div class="act-end">
        <button type="submit" class="button primary" aria-disabled={busy}>
          {busy ? 'Making …' : 'Make the campaign'}
        </button>
        <span class="quiet">Nobody is told anything yet: links come next.</span>
      </div>
    </form>
  );
}

function refusalOf(error: unknown): readonly string[] {
  if (!(error instanceof NoAnswer)) return ['The campaign could not be made.'];
  const listed = listedFaults(error.details);
  return listed.length > 0 ? listed : [error.message];
}
