/** Deliveries as GitHub signs and sends them. */

import { createHmac } from 'node:crypto';

/** The headers of a delivery with this body. */
export function githubHeaders(body: string | Uint8Array, event: string, deliveryId: string, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-event': event,
    'x-github-delivery': deliveryId,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}
