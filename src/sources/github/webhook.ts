/** GitHub's webhooks: the signature over the raw bytes first, then what the delivery says. */

import { Webhooks } from '@octokit/webhooks';
import { AppError } from '../../domain/errors.ts';
import type { Push, Receive } from '../source.ts';
import { type Row, rowCheck } from './lists.ts';
import { type News, readNews, type WebhookScope } from './webhook-news.ts';

export type GithubWebhookSettings = WebhookScope & {
  /** A delivery signed with any of them is taken. */
  readonly secrets: readonly string[];
};

type Verify = (body: string, signature: string) => Promise<boolean>;

/** The `Receive` of a GitHub source. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export function openGithubReceive(settings: GithubWebhookSettings): Receive {
  const verifiers = settings.secrets.map((secret): Verify => {
    const webhooks = new Webhooks({ secret });
    return (body, signature) => webhooks.verify(body, signature);
  });
  return async (push, now) => {
    const body = textOf(push.body);
    await authorise(settings.sourceId, verifiers, push, body);
    const { event, deliveryId } = identityOf(push);
    return { deliveryId, event, ...newsOf(settings, event, push, body, now) };
  };
}

async function authorise(sourceId: string, verifiers: readonly Verify[], { headers }: Push, body: string | null): Promise<void> {
  if (verifiers.length === 0)
    throw new AppError('unauthorized', `Source "${sourceId}" takes no webhooks yet: set its webhook_secrets in plumbline.yaml.`);
  const signature = headers['x-hub-signature-256'];
  if (!signature)
    throw new AppError('unauthorized', 'The delivery is not signed (no X-Hub-Signature-256): set the same secret at GitHub and here.');
  const readable = body && /^sha256=[0-9a-f]{64}$/.test(signature);
  for (const verify of verifiers) if (readable && (await verify(body, signature))) return;
  throw new AppError('unauthorized', `The signature fits none of the webhook_secrets of source "${sourceId}".`);
}

/** The signature is over bytes and is checked over text, so the text has to be exactly these bytes; null where they are none. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function identityOf({ headers }: Push): { readonly event: string; readonly deliveryId: string } {
  const event = headers['x-github-event'] ?? '';
  const deliveryId = headers['x-github-delivery'] ?? '';
  if (!/^[a-z0-9_]{1,60}$/.test(event)) throw new AppError('invalid', 'X-GitHub-Event names no event.');
  if (!/^[\w-]{1,100}$/.test(deliveryId)) throw new AppError('invalid', 'X-GitHub-Delivery names no delivery.');
  return { event, deliveryId };
}

function newsOf(settings: WebhookScope, event: string, { headers }: Push, body: string | null, now: Date): News {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw new AppError('invalid', 'The delivery is sent as a form: choose the content type application/json for the webhook at GitHub.');
  return readNews(settings, event, parsed(body), now);
}

function parsed(body: string | null): Row {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw new AppError('invalid', 'The delivery is not JSON.');
  }
  const row = rowCheck(value);
  if (row === undefined) throw new AppError('invalid', 'The delivery is no JSON object.');
  return row;
}
