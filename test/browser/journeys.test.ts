import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Page as Listed, ServiceRow, WireChange, WireDeployment, WireDeploymentStory, WireSpread } from '../../web/api.ts';
import { moversOf } from '../../web/charts/strip.ts';
import { storyTitle } from '../../web/story-words.ts';
import { findBrowser } from '../support/browser.ts';
import { parseCsv } from '../support/csv.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
/** Not the usual window, so that losing it shows. */
const window = 'from=2025-12-19&to=2026-06-10';

let database: Database;
let stack: Stack;
let reader: Reader;

type Path = {
  readonly metric: string;
  readonly serviceId: string;
  readonly name: string;
  readonly story: WireDeploymentStory;
  readonly incident: { readonly id: string; readonly title: string };
};

/** The first service that moved for the worse, by any metric, with a failed deployment that an incident tells of. */
async function leadersPath(): Promise<Path> {
  const spread = await answer<WireSpread>(stack, `/spread?${window}&compare=previous&trend=true`);
  for (const metric of spread.metrics) {
    for (const { serviceId, movement } of moversOf(metric).slice(0, 4)) {
      if (movement?.verdict !== 'worse') continue;
      const failed = await answer<Listed<WireDeployment>>(stack, `/deployments?service=${serviceId}&${window}&failed=true&tier=production`);
      for (const { id } of failed.items) {
        const story = await answer<WireDeploymentStory>(stack, `/deployments/${encodeURIComponent(id)}`);
        const incident = story.failures.find((failure) => failure.incident)?.incident;
        const name = spread.services.find((one) => one.serviceId === serviceId)?.name;
        if (incident && name !== undefined) return { metric: metric.id, serviceId, name, story, incident };
      }
    }
  }
  throw new Error('The demonstration has no service that moved for the worse and failed.');
}

describe.skipIf(found.path === null)(`ways through the pages${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, 'UTC');
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const ready = (page: Page) => page.locator('.spreads[aria-busy="false"] .blended').first().waitFor();
  const drawn = (page: Page) => page.locator('.timeline[aria-busy="false"] .marks a').first().waitFor();
  /** At a page, with the window it was come with. */
  const at = async (page: Page, kind: string, id: string) => {
    await page.waitForURL(({ pathname }) => pathname === `/${kind}/${encodeURIComponent(id)}`);
    expect(page.url()).toContain(window);
  };
  const title = (page: Page, text: string) => expect.poll(async () => plain(await page.locator('h1').textContent())).toContain(plain(text));

  it('lead a leader from the overview to the incident behind a worse number, and back', async () => {
    const { metric, serviceId, name, story, incident } = await leadersPath();
    const page = await reader.open(stack, `/?${window}`);
    await ready(page);
    await page.locator(`[data-spread="${metric}"] .movers`).getByRole('link', { name, exact: true }).click();
    await at(page, 'services', serviceId);
    await drawn(page);
    await title(page, name);
    await page.locator(`.marks a[data-lane="failed"][href^="/deployments/${encodeURIComponent(story.id)}"]`).click();
    await at(page, 'deployments', story.id);
    await title(page, storyTitle(story));
    await page.locator('section[aria-labelledby="failures"]').getByRole('link', { name: incident.title }).first().click();
    await at(page, 'incidents', incident.id);
    await title(page, incident.title);
    await page.getByText('attributed to this one').first().waitFor();
    await page.goBack();
    await at(page, 'deployments', story.id);
    await title(page, storyTitle(story));
    await page.goBack();
    await at(page, 'services', serviceId);
    await drawn(page);
    await page.goBack();
    await page.waitForURL(({ pathname, search }) => pathname === '/' && search === `?${window}`);
    await ready(page);
  });

  it('lead a team from its name to what waits, and to the same rows as a file', async () => {
    const { items } = await answer<Listed<ServiceRow>>(stack, '/services?limit=500');
    const service = items.toSorted((a, b) => b.undeployed - a.undeployed).find(({ team }) => team !== null);
    if (!service?.team || service.undeployed === 0) throw new Error('Nothing waits in the demonstration.');
    const page = await reader.open(stack, `/?${window}`);
    await ready(page);
    await page.getByLabel('Team', { exact: true }).selectOption(service.team.id);
    await at(page, 'teams', service.team.id);
    await title(page, service.team.name);
    await page.locator('.owners').getByRole('link', { name: service.name, exact: true }).click();
    await at(page, 'services', service.id);
    await title(page, service.name);
    await page.getByRole('link', { name: 'All that wait' }).click();
    await page.waitForURL(({ pathname }) => pathname === '/changes');
    expect(page.url()).toContain(window);
    await page.getByText(`${service.undeployed} in all`).waitFor();
    const shown = await page.locator('tbody th bdi').allTextContents();
    const rows = await answer<Listed<WireChange>>(stack, `/changes?service=${service.id}&state=undeployed&limit=50`);
    expect(shown).toEqual(rows.items.flatMap(({ title: text, pullNumber }) => (pullNumber === null ? [text] : [text, `#${pullNumber}`])));
    const link = page.getByRole('link', { name: 'CSV' });
    const file = await fetch(`${stack.address}${await link.getAttribute('href')}`);
    expect(file.headers.get('content-type')).toMatch(/^text\/csv/);
    const [head = [], ...lines] = parseCsv(await file.text());
    expect(lines.length).toBe(service.undeployed);
    expect(lines.slice(0, rows.items.length).map((line) => line[head.indexOf('sha')])).toEqual(rows.items.map(({ sha }) => sha));
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });

  it('can all be gone by keyboard: links, points of a chart, tabs of evidence, marks in time', async () => {
    const { metric, serviceId, name, story, incident } = await leadersPath();
    const page = await reader.open(stack, `/?${window}`);
    await ready(page);
    await tabTo(
      page,
      `document.activeElement.closest('[data-spread="${metric}"] .movers') !== null && document.activeElement.textContent === ${JSON.stringify(name)}`,
    );
    await page.keyboard.press('Enter');
    await at(page, 'services', serviceId);
    await drawn(page);
    // The points of the first chart, announced one by one.
    await page.locator('.panel canvas').first().waitFor();
    await tabTo(page, 'document.activeElement.getAttribute("aria-roledescription") === "chart"');
    const said = () =>
      page.evaluate('document.activeElement.closest("figure").querySelector("[aria-live=polite]").textContent').then(String);
    expect(await said()).toBe('');
    await page.keyboard.press('End');
    const last = await said();
    expect(last).toMatch(/\d.*: .*\d/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(said).not.toBe(last);
    await page.keyboard.press('ArrowRight');
    await expect.poll(said).toBe(last);
    await page.keyboard.press('Escape');
    await expect.poll(said).toBe('');
    // Evidence, its tabs by arrow keys.
    await tabTo(page, 'document.activeElement.dataset.evidence !== undefined && document.activeElement.closest(".panel") !== null');
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('tab').first().waitFor();
    await tabTo(page, 'document.activeElement.role === "tab"');
    await page.keyboard.press('ArrowRight');
    await sheet.getByRole('tab', { name: /^Left out/, selected: true }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('tab-left-out');
    await page.keyboard.press('ArrowLeft');
    await sheet.getByRole('tab', { name: /^Counted/, selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    // Along the failed deployments to the one of the story.
    await tabTo(page, 'document.activeElement.closest(".marks") !== null');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    expect(await page.evaluate('document.activeElement.dataset.lane')).toBe('failed');
    const there = `document.activeElement.getAttribute('href').startsWith(${JSON.stringify(`/deployments/${encodeURIComponent(story.id)}`)})`;
    for (let steps = 0; steps < 100 && !(await page.evaluate(there)); steps += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await at(page, 'deployments', story.id);
    await page.locator('section[aria-labelledby="failures"] a').first().waitFor();
    await tabTo(page, `document.activeElement.textContent === ${JSON.stringify(incident.title)}`);
    await page.keyboard.press('Enter');
    await at(page, 'incidents', incident.id);
    await title(page, incident.title);
  });

  it('go on when the server was gone for a while: what was known stays, and news come again', { timeout: 60_000 }, async () => {
    reader.forgive(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY|ERR_CONNECTION_RESET|Unable to preload CSS/);
    const port = Number(new URL(stack.address).port);
    const page = await reader.open(stack, `/services/checkout?${window}`);
    await drawn(page);
    const value = await page.locator('.panel .value').first().textContent();
    await stack.close();
    await page.getByRole('combobox', { name: 'Window' }).selectOption({ label: 'Last 30 days' });
    const alerts = page.getByRole('alert');
    await alerts.filter({ hasText: 'Plumbline cannot be reached' }).first().waitFor();
    expect(await page.locator('.panel').count()).toBe(5);
    expect(await page.locator('.panel .value').first().textContent()).toBe(value);
    // A page whose program was not fetched yet says so too.
    await page.getByRole('link', { name: 'Deployments', exact: true }).click();
    await page.getByRole('heading', { name: 'This page cannot be loaded' }).waitFor();
    await alerts.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'This page cannot be loaded' }).waitFor();
    await page.goBack();
    await page.getByText('May be old: no live news').waitFor();
    stack = await startStack(database, now, 'UTC', {}, port);
    await alerts.first().waitFor();
    // One press for each, the last one first: whichever is gone by then, the next to be pressed is in its place.
    for (let left = await alerts.count(); left > 0; left -= 1)
      await alerts
        .nth(left - 1)
        .getByRole('button', { name: 'Try again' })
        .click();
    await expect.poll(() => alerts.count()).toBe(0);
    await page.getByRole('heading', { level: 1, name: /18 May – 16 Jun 2026/ }).waitFor();
    await page.locator('.fresh.troubled').waitFor({ state: 'detached' });
    await sql`update service_state set derived_at = '2026-06-17T14:05:00Z' where service_id = 'checkout'`.execute(database.db);
    await page.getByText('New data since 14:05').waitFor();
    await page.getByRole('link', { name: 'Deployments', exact: true }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/[\d,]+ in all/).waitFor();
    expect(await page.locator('.list .filters').evaluate((filters) => String(filters.computedStyleMap().get('display')))).toBe('flex');
  });
});
