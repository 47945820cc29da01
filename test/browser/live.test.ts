import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { handClock } from '../support/event-stream.ts';
import { type Reader, startReader } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const later = new Date('2026-06-17T14:05:00Z');
const clock = handClock();

let database: Database;
let stack: Stack;
let reader: Reader;

describe.skipIf(found.path === null)(`new facts in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, 'UTC', { pace: clock.pace });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  it.each([1280, 360])(
    'change the numbers in place: what is read stays where it is, and the news is told politely (%i px)',
    async (width) => {
      const page = await reader.open(stack, '/?evidence=change-lead-time', { viewport: { width, height: 700 } });
      await page.locator('.spreads[aria-busy="false"]').waitFor();
      const sheet = page.getByRole('dialog');
      await sheet.locator('.records li').first().waitFor();
      await page.evaluate('scrollTo(0, 400)');
      const focused = 'document.activeElement.outerHTML.slice(0, 80)';
      const places = async () => ({
        scroll: await page.evaluate('scrollY'),
        focus: await page.evaluate(focused),
        row: await page.locator('[data-spread="change-fail-rate"]').boundingBox(),
        record: await sheet.locator('.records li').nth(2).boundingBox(),
      });
      const before = await places();
      while (clock.running() === 0) await new Promise((done) => setImmediate(done));
      let asked = 0;
      page.on('request', (request) => {
        if (/\/api\/v1\/spread/.test(request.url())) asked += 1;
      });
      await sql`update service_state set derived_at = greatest(derived_at, ${later}::timestamptz) + interval '1 second' where service_id = 'checkout'`.execute(
        database.db,
      );
      // A tick while a look is under way is none, so the clock goes on until the page says it.
      let said = false;
      const told = page
        .getByText('New data since 14:05')
        .waitFor()
        .finally(() => {
          said = true;
        });
      while (!said) {
        clock.tick(1000);
        await new Promise((done) => setImmediate(done));
      }
      await told;
      await page.locator('.spreads[aria-busy="false"]').waitFor();
      expect(asked).toBe(1);
      expect(await places()).toEqual(before);
      expect(await page.getByText('New data since 14:05').getAttribute('aria-live')).toBe('polite');
    },
  );
});
