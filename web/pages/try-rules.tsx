import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import { ask, NoAnswer, type ServiceRow, send, type WireTrial } from '../api.ts';
import { useAsk } from '../ask.ts';
import { listScope } from '../list-window.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import { RulesEditor } from '../parts/rules-editor.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { TrialAnswer } from '../parts/trial.tsx';
import { Where } from '../parts/where.tsx';
import { pageOf } from '../question.ts';
import { useSettings } from '../settings.ts';
import '../styles/trial.css';
import { faultsAmong } from '../trial-words.ts';

type Present = { readonly service: string; readonly yaml: string; readonly file: boolean };

/** The rules of a service to be changed and tried: what would count, and what the numbers would be. */
export function TryRules() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion({ service: id });
  const service = useAsk(`/services/${encodeURIComponent(id)}`, ask<ServiceRow>);
  const present = useAsk(`/services/${encodeURIComponent(id)}/rules`, ask<Present>);
  const name = service.data?.id === id ? service.data.name : id;
  useTitle(`Try rules: ${name}`);
  const settings = useSettings();
  const missing = [service, present].some(({ error }) => error?.code === 'not_found');
  if (missing) return <Missing what="service" id={id} list="/" />;
  const failed = [service, present].find(({ error }) => error !== null);
  const scope =
    settings.data === null ? null : listScope(asking.question, asking.question.zone ?? settings.data.zone, new Date(settings.data.now));
  return (
    <div class="page trial-page">
      <Where asking={asking} scope={scope} title={`Try rules: ${name}`} choosing="goes" offers="window" />
      <p class="lead">
        Change the rules below and see what they would make of the history that was collected. Nothing changes until they stand in{' '}
        <code>plumbline.yaml</code>. <a href={pageOf('services', id, asking.question)}>Back to the service</a>
      </p>
      {failed?.error && <Problem error={failed.error} again={failed.again} kept={false} />}
      {present.data?.service === id && <Desk key={id} asking={asking} present={{ ...present.data, yaml: present.data.yaml.trimEnd() }} />}
    </div>
  );
}

type Tried = { readonly key: string; readonly trial: WireTrial; readonly yaml: string };

/** What was typed outlives a reload of the page, in this tab. */
const draftOf = (id: string): string => `plumbline rules ${id}`;
function readDraft(id: string): string | null {
  try {
    return sessionStorage.getItem(draftOf(id));
  } catch {
    return null;
  }
}
function keepDraft(id: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(draftOf(id));
    else sessionStorage.setItem(draftOf(id), text);
  } catch {
    // Where nothing may be kept, nothing is.
  }
}

function Desk({ asking, present }: { readonly asking: Asking; readonly present: Present }) {
  const { from, to, zone, bots } = asking.question;
  const id = present.service;
  const [yaml, setYaml] = useState(() => readDraft(id) ?? present.yaml);
  const [tried, setTried] = useState<Tried | null>(null);
  const [error, setError] = useState<NoAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const stop = useRef<AbortController | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => () => stop.current?.abort(), []);
  useEffect(() => {
    if (tried !== null) title.current?.focus();
  }, [tried]);
  const body = {
    service: id,
    yaml,
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...(zone !== null && { zone }),
    ...(bots === 'excluded' && { bots }),
  };
  const key = JSON.stringify(body);
  const attempt = (): void => {
    stop.current?.abort();
    const own = new AbortController();
    stop.current = own;
    setBusy(true);
    send<WireTrial>('/rules/try', body, own.signal).then(
      (trial) => {
        if (own.signal.aborted) return;
        setTried({ key, trial, yaml });
        setError(null);
        setBusy(false);
      },
      (cause: unknown) => {
        if (own.signal.aborted) return;
        setError(cause instanceof NoAnswer ? cause : new NoAnswer('internal', 'The answer could not be understood.', { cause }));
        setBusy(false);
      },
    );
  };
  const faults = error === null ? null : faultsAmong(error.details);
  const write = (text: string): void => {
    setYaml(text);
    if (faults !== null) setError(null);
    keepDraft(id, text === present.yaml ? null : text);
  };
  return (
    <>
      <RulesEditor
        yaml={yaml}
        write={write}
        attempt={attempt}
        busy={busy}
        faults={faults ?? []}
        reset={yaml === present.yaml ? null : () => write(present.yaml)}
      />
      {error !== null && faults === null && <Problem error={error} again={attempt} kept={tried !== null} />}
      {tried !== null && (
        <TrialAnswer
          trial={tried.trial}
          yaml={tried.yaml}
          file={present.file}
          stale={tried.key !== key}
          title={title}
          question={asking.question}
        />
      )}
    </>
  );
}
