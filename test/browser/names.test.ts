import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { addDeployments, addService, deployment } from '../database/metrics-facts.ts';
import { findBrowser } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { type Reader, startReader } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const names = [
  'x'.repeat(80),
  'خدمة الدفع والتحقق من الهوية للعملاء שירות תשלומים',
  '決済処理サービスおよび顧客確認のための非常に長い名前を持つ部品',
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
];

let unkind: Database;
let small: Database;
let unkindStack: Stack;
let smallStack: Stack;
let reader: Reader;
let story: string;
let incident: string;

/** Names of every kind on everything that has one from elsewhere. */
async function rename({ db }: Database): Promise<void> {
  const columns = ['service.name', 'team.name', 'deployment.title', 'deployment.version', 'incident.title', 'delivery.title'];
  for (const column of [...columns, 'undeployed_change.title', 'pull_request.title']) {
    const [table = '', name = ''] = column.split('.');
    await sql`update ${sql.table(table)} set ${sql.ref(name)} = (${names}::text[])[1 + mod(abs(hashtext(${sql.ref(name)} || ctid::text)), 4)]`.execute(
      db,
    );
  }
  const { rows } = await sql<{ deployment_id: string; incident_id: string }>`select deployment_id, incident_id from incident
    where state = 'counted' and deployment_id is not null order by title like '<%' desc, opened_at desc limit 1`.execute(db);
  story = `/deployments/${encodeURIComponent(rows[0]?.deployment_id ?? '')}`;
  incident = `/incidents/${encodeURIComponent(rows[0]?.incident_id ?? '')}`;
  await sql`update service set name = ${names[3]} where service_id = 'checkout'`.execute(db);
}

describe.skipIf(found.path === null)(
  `unkind names and little data in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`,
  () => {
    beforeAll(async () => {
      unkind = await demoDatabase(now);
      await rename(unkind);
      small = await testDatabase();
      await addService(small.db, { serviceId: 'only', covered: ['2026-01-01', '2026-06-17'] });
      await addDeployments(small.db, [deployment('one', '2026-06-01T10:00:00Z', { serviceId: 'only' })]);
      await sql`update service set settings = ${JSON.stringify((await sql<{ settings: unknown }>`select settings from service where service_id = 'checkout'`.execute(unkind.db)).rows[0]?.settings)}::jsonb`.execute(
        small.db,
      );
      unkindStack = await startStack(unkind, now, 'UTC');
      smallStack = await startStack(small, now, 'UTC');
      reader = await startReader(found);
    });
    afterAll(async () => {
      await reader?.close();
      await unkindStack?.close();
      await smallStack?.close();
      await unkind?.close();
      await small?.close();
    });
    afterEach(async () => await reader.settle(unkindStack, smallStack));

    it.each([360, 1280])('leave markup text and fit, on every page (%i px)', { timeout: 60_000 }, async (width) => {
      for (const path of [
        '/',
        '/teams/discovery',
        '/services/checkout',
        '/deployments',
        story,
        '/changes',
        '/changes?state=delivered',
        '/incidents',
        incident,
        '/ledger',
        '/sources',
        '/settings',
      ]) {
        const page = await reader.open(unkindStack, path, { viewport: { width, height: 800 } });
        page.on('dialog', (dialog) => expect.unreachable(dialog.message()));
        await page.locator('main h1').first().waitFor();
        await page.waitForLoadState('networkidle');
        await expect.poll(() => page.locator('main [aria-busy="true"]').count()).toBe(0);
        // What a form says and offers holds names too.
        const form = page.locator('[data-act="move"], [data-act="reject"]').first();
        if ((await form.count()) > 0) await form.click();
        const seen = await page.evaluate('({ images: document.images.length, width: document.documentElement.scrollWidth })');
        expect({ path, seen }).toEqual({ path, seen: { images: 0, width } });
        if (path === '/services/checkout') expect(await page.locator('h1').textContent()).toContain(names[3]);
        await page.close();
      }
    });

    it('invent nothing for one service with one deployment', async () => {
      for (const path of [
        '/',
        '/services/only',
        '/deployments',
        '/deployments/only%3Aone',
        '/changes',
        '/changes?state=delivered',
        '/incidents',
        '/ledger',
        '/sources',
        '/settings',
      ]) {
        const page = await reader.open(smallStack, path);
        await page.locator('main h1').first().waitFor();
        await page.waitForLoadState('networkidle');
        await expect.poll(() => page.locator('main [aria-busy="true"]').count()).toBe(0);
        expect({ path, alerts: await page.getByRole('alert').allTextContents() }).toEqual({ path, alerts: [] });
        expect(await page.locator('main').innerText()).not.toMatch(/NaN|undefined|null|Infinity|Invalid|1970/);
        if (path === '/deployments') await page.getByText('1 in all').waitFor();
        if (path === '/incidents') await page.getByText('No incident fits.').waitFor();
        if (path === '/deployments/only%3Aone') await page.getByText('no successful production deployment is known').waitFor();
        if (path === '/services/only') expect(await page.locator('.panel[data-metric="change-lead-time"] .value').count()).toBe(0);
        await page.close();
      }
    });
  },
);
