/** PagerDuty's V3 webhooks: the signature over the raw bytes first, then age, then what the delivery says. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { sourceKey } from '../../domain/keys.ts';
import type { Push, Receive } from '../source.ts';
import { readNews } from './webhook-news.ts';

export type PagerdutyWebhookSettings = {
  readonly sourceId: string;
  /** A delivery signed with any of them is taken. */
  readonly secrets: readonly string[];
};

/** PagerDuty tries for 48 hours to deliver an event; with a day to spare, what is older was sent by somebody else. */
const oldestMs = 3 * 86_400_000;
/** Clocks differ. */
const aheadMs = 3_600_000;

const envelope = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string().min(1).max(200),
    occurred_at: z.iso.datetime({ offset: true }),
    data: z.record(z.string(), z.unknown()).nullish(),
  }),
});

/** The `Receive` of a PagerDuty source. https://developer.pagerduty.com/docs/verifying-signatures */
export function openPagerdutyReceive({ sourceId, secrets }: PagerdutyWebhookSettings): Receive {
  return async (push, now) => {
    authorise(sourceId, secrets, push);
    const { event } = parsed(push.body);
    refuseReplays(event.occurred_at, now);
    const news = readNews(sourceKey(sourceId), event.event_type, event.data ?? {}, event.occurred_at);
    return { deliveryId: event.id, event: event.event_type, ...news };
  };
}

/** While a secret is replaced PagerDuty signs with both, and both may be known here. */
function authorise(sourceId: string, secrets: readonly string[], { headers, body }: Push): void {
  if (secrets.length === 0)
    throw new AppError('unauthorized', `Source "${sourceId}" takes no webhooks yet: set its webhook_secrets in plumbline.yaml.`);
  const header = headers['x-pagerduty-signature'];
  if (!header) throw new AppError('unauthorized', 'The delivery is not signed (no X-PagerDuty-Signature).');
  const given = header
    .split(',')
    .slice(0, 20)
    .flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part.trim())?.[1] ?? [])
    .map((hex) => Buffer.from(hex, 'hex'));
  const expected = secrets.map((secret) => createHmac('sha256', secret).update(body).digest());
  if (!expected.some((one) => given.some((signature) => timingSafeEqual(one, signature))))
    throw new AppError('unauthorized', `The signature fits none of the webhook_secrets of source "${sourceId}".`);
}

function parsed(body: Uint8Array): z.infer<typeof envelope> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AppError('invalid', 'The delivery is not JSON.');
  }
  const read = envelope.safeParse(value);
  if (!read.success)
    throw new AppError('invalid', `The delivery is no PagerDuty V3 event (${z.prettifyError(read.error).split('\n')[0]}).`);
  return read.data;
}

function refuseReplays(occurredAt: string, now: Date): void {
  const age = now.getTime() - Date.parse(occurredAt);
  if (age > oldestMs)
    throw new AppError('unauthorized', `The event is of ${occurredAt}: PagerDuty delivers within 48 hours, so this is a replay.`);
  if (age < -aheadMs)
    throw new AppError('unauthorized', `The event is of ${occurredAt}, which lies ahead: check the clock of this machine.`);
}
