import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Page as Listed, WireAnswer, WireSpread } from '../../web/api.ts';
import { count, grade } from '../../web/format.ts';
import { partIn, parts, qualityInWords, taken, type WireQualityRow, type WireServiceQuality } from '../../web/quality-words.ts';
import { metricIds } from '../../web/question.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const longName = `acme/${'averylongname'.repeat(6)}`;

let database: Database;
let stack: Stack;
let reader: Reader;

/**
 * The demonstration after bad weeks: nothing was collected for more than a week, and more than one payload in a hundred cannot be read.
 * Values are there, and hardly one can be relied on. Some incidents are nobody's.
 */
async function spoil({ db }: Database): Promise<void> {
  await sql`update source set last_success_at = '2026-06-01Z'`.execute(db);
  await sql`update raw_record set rejected = 'no id' where ctid in (select ctid from raw_record tablesample bernoulli (3) repeatable (1))`.execute(
    db,
  );
  const own = sql`select repository_id, split_part(repository_id, ':', 1) as source from repository_service where service_id = 'checkout'`;
  await sql`insert into unmapped_incident (repository_id, origin, external_id, provider_service, title, urgency, opened_at, url)
    select source || ':acme~lost' || (n % 2), 'issues', n::text, null, 'lost', null, '2026-05-05Z', null
    from (${own}) as own, generate_series(1, 12) as n`.execute(db);
  await sql`insert into repository (repository_id, source_id, name, url, fetched_at)
    select source || ':acme~lost1', source, ${longName}, 'https://git.example/lost', '2026-06-01Z' from (${own}) as own`.execute(db);
}

describe.skipIf(found.path === null)(`data quality in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    await spoil(database);
    stack = await startStack(database, now, 'Europe/Berlin');
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const open = (path: string, options = {}) => reader.open(stack, path, options);
  type Opened = Awaited<ReturnType<typeof open>>;
  const wide = (page: Opened) => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const answered = (page: Opened) => page.locator('.panels[aria-busy="false"] .panel').first().waitFor();
  const listed = (page: Opened) => page.locator('table tbody tr').first().waitFor();

  /** Everything of a page with strips. */
  async function expectStrips(page: Opened, whose: string): Promise<void> {
    const spread = await answer<WireSpread>(stack, `/spread?${whose}trend=true&compare=previous`);
    const blended = await answer<WireAnswer>(stack, `/metrics?${whose}trend=true&compare=previous`);
    let weak = 0;
    for (const { id, services } of spread.metrics) {
      const own = page.locator(`[data-spread="${id}"]`);
      const shown = services.filter(({ value, provisional }) => value !== null && provisional);
      weak += shown.length;
      const dots = await own.locator('.spread-strip a').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
      expect(dots.filter((said) => / provisional\b/.test(said ?? ''))).toHaveLength(shown.length);
      expect(await own.locator('.dot.provisional').count()).toBe(shown.length);
      const together = blended.metrics.find((metric) => metric.id === id);
      const isWeak = together?.provisional === true && together.value !== null;
      expect(plain(await own.textContent()).includes(`On the strip, hollow: ${count(shown.length)} provisional.`)).toBe(shown.length > 0);
      expect(await own.locator('.blended .tag').count()).toBe(isWeak ? 1 : 0);
      expect(/\(provisional\)$/.test(plain(await own.locator('h2').textContent()))).toBe(isWeak);
      expect(/, provisional$/.test(plain(await own.locator('.quality summary').textContent()))).toBe(together?.provisional);
      const movers = await own.locator('.movers li').allTextContents();
      const names = new Set(shown.map(({ serviceId }) => spread.services.find((one) => one.serviceId === serviceId)?.name));
      for (const mover of movers.filter((text) => !/ more, in the table/.test(text)))
        expect(mover.includes('provisional')).toBe([...names].some((name) => mover.startsWith(name ?? '?')));
      for (const { serviceId, value, provisional } of services) {
        const cell = page.locator(`td:has([data-evidence="${id}"][data-of="${serviceId}"])`);
        expect({ id, serviceId, tag: await cell.locator('.tag').count() }).toEqual({
          id,
          serviceId,
          tag: provisional && value !== null ? 1 : 0,
        });
      }
    }
    expect(weak).toBeGreaterThan(5);
    expect(await page.locator('.covered a').textContent()).toMatch(/\d+ provisional$/);
  }

  /** Everything of a page with panels. */
  async function expectPanels(page: Opened, whose: string): Promise<void> {
    const { metrics } = await answer<WireAnswer>(stack, `/metrics?${whose}trend=true&compare=previous`);
    expect(metrics.some(({ value, provisional }) => value !== null && provisional)).toBe(true);
    for (const { id, value, provisional } of metrics) {
      const weak = provisional && value !== null;
      const panel = page.locator(`.panel[data-metric="${id}"]`);
      expect({ id, tag: await panel.locator('.headline .tag').count() }).toEqual({ id, tag: weak ? 1 : 0 });
      if (!weak) continue;
      expect(plain(await panel.locator('h3').textContent())).toMatch(/\(provisional\)$/);
      expect(plain(await panel.locator('.quality summary').textContent())).toMatch(/^Quality [\d.]+, provisional$/);
      expect(plain(await panel.locator('figcaption').textContent())).toMatch(/· provisional$/);
      expect(await panel.locator('.twin th', { hasText: 'Value' }).textContent()).toBe('Value (provisional)');
    }
  }

  it('is said in words beside every value of the overview', async () => {
    const page = await open('/');
    await page.locator('.spreads[aria-busy="false"] .blended').first().waitFor();
    await expectStrips(page, '');
    expect(await page.locator('[aria-labelledby="unknowns"]').textContent()).toMatch(/data quality is below 60, so provisional/);
    const sheet = await fetch(`${stack.address}/api/v1/spread?format=csv`).then((response) => response.text());
    expect(sheet.split('\r\n')[0]).toContain(',provisional,quality,');
  });

  it('is said in words beside every value of a team', async () => {
    const page = await open('/teams/storefront');
    await answered(page);
    await page.locator('.spreads[aria-busy="false"] .blended').first().waitFor();
    await expectPanels(page, 'team=storefront&');
    const { services } = await answer<WireSpread>(stack, '/spread?team=storefront');
    expect(await page.locator('[data-spread="change-lead-time"] .dot.provisional').count()).toBe(services.length);
  });

  it('is said in words beside every value of a service, by week and by month, under the pointer and in the evidence', async () => {
    const page = await open('/services/checkout');
    await answered(page);
    await expectPanels(page, 'service=checkout&');
    const panel = page.locator('.panel[data-metric="change-lead-time"]');
    await panel.locator('.canvas').focus();
    await page.keyboard.press('End');
    await expect.poll(async () => plain(await panel.locator('[aria-live]').textContent())).toMatch(/, provisional$/);
    await panel.locator('[data-evidence]').click();
    const title = page.locator('#evidence-title');
    await expect.poll(() => title.textContent()).toMatch(/\(provisional\)$/);
    expect(plain(await page.locator('.equation').textContent())).toMatch(/ = median of .* \(provisional\)$/);
    const steps = await open('/services/checkout?bucket=month');
    await answered(steps);
    await expectPanels(steps, 'service=checkout&bucket=month&series=true&');
  });

  it('is listed by service, the weakest first, and leads to what would help', async () => {
    const page = await open('/quality');
    await listed(page);
    const { items } = await answer<Listed<WireQualityRow>>(stack, '/quality');
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(items.length);
    for (const [index, row] of items.entries()) {
      const text = plain(await rows.nth(index).textContent());
      expect(text).toContain(row.score === null ? 'not assessed' : grade(row.score));
      if (row.biggest !== null) expect(text).toContain(plain(`${row.biggest.part} (${taken(row.biggest.points)})${row.biggest.fix}`));
    }
    await page.getByLabel('Values').selectOption('provisional');
    const weak = items.filter(({ provisional }) => provisional).length;
    await expect.poll(() => rows.count()).toBe(weak);
    await page.getByRole('button', { name: 'Service' }).click();
    await expect.poll(() => page.locator('th[aria-sort="ascending"]').textContent()).toMatch(/^Service/);
    const first = await rows.first().locator('th').textContent();
    await rows.first().locator('th a').click();
    await page.locator('h1', { hasText: `Data quality of ${first}` }).waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('of a service says every part, what it took and what to do, and names incidents nobody takes', async () => {
    const page = await open('/services/checkout/quality', { viewport: { width: 360, height: 800 } });
    await listed(page);
    const { quality, metrics, incidents } = await answer<WireServiceQuality>(stack, '/quality?service=checkout');
    expect(plain(await page.locator('#parts').textContent())).toBe(plain(qualityInWords(quality)));
    for (const { part } of parts) {
      const row = page.locator('[aria-label="Parts of data quality"] tbody tr', { has: page.getByText(part, { exact: true }) });
      expect(plain(await row.locator('td').first().textContent())).toBe(partIn(quality, part, null));
      const deduction = quality.deductions.find((one) => one.part === part);
      if (deduction !== undefined) {
        expect(await row.textContent()).toContain(deduction.fix);
        expect(await row.locator('td a').count()).toBe(1);
      }
      const cells = page
        .locator('[aria-label="Data quality by metric"] tbody tr', { has: page.getByText(part, { exact: true }) })
        .locator('td');
      expect((await cells.allTextContents()).map(plain)).toEqual(metricIds.map((id) => partIn(metrics[id], part, id)));
    }
    const scores = page.locator('[aria-label="Data quality by metric"] tbody tr').last().locator('td');
    expect((await scores.allTextContents()).map(plain)).toEqual(
      metricIds.map((id) => `${grade(metrics[id].score ?? 0)}${(metrics[id].score ?? 0) < 60 ? 'provisional' : ''}`),
    );
    expect(incidents.unmapped).toBe(12);
    const lost = page.locator('[aria-label="Incidents nobody takes"] tbody tr');
    expect(await lost.count()).toBe(2);
    expect(await lost.filter({ hasText: longName }).locator('code').textContent()).toBe(`repositories: [${longName}]`);
    expect(await wide(page)).toBe(0);
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faults(page)).toEqual([]);
  });

  it('leads from the numbers to their quality and back, and knows no service that is not there', async () => {
    const page = await open('/services/checkout?from=2026-05-01&to=2026-06-01');
    await answered(page);
    const panel = page.locator('.panel[data-metric="change-fail-rate"]');
    await panel.locator('.quality summary').click();
    await panel.getByText('Every part, and what fixes it').click();
    await listed(page);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/services/checkout/quality?from=2026-05-01&to=2026-06-01');
    const { metrics } = await answer<WireServiceQuality>(stack, '/quality?service=checkout&from=2026-05-01&to=2026-06-01');
    const shown = page
      .locator('[aria-label="Data quality by metric"] tbody tr')
      .last()
      .locator('td')
      .nth(metricIds.indexOf('change-fail-rate'));
    expect(await shown.textContent()).toContain(grade(metrics['change-fail-rate'].score ?? 0));
    await page.getByText('Data quality of every service').click();
    await page.waitForURL(/\/quality\?from=2026-05-01&to=2026-06-01$/);
    await page.getByLabel('Data quality by service').first().waitFor();
    reader.forgive(/404/);
    const missing = await open('/services/nobody/quality');
    await missing.getByText('There is no such service').waitFor();
  });
});
