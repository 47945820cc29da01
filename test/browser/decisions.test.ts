import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Page as Listed, WireAnswer, WireDeployment, WireDeploymentStory, WireEntry, WireIncident } from '../../web/api.ts';
import { moment } from '../../web/format.ts';
import { calledOf, namedDeployment } from '../../web/story-words.ts';
import { reckoning } from '../../web/words.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const zone = 'Europe/Berlin';
const window = 'from=2026-03-19&to=2026-06-17';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
/** What people may write: markup, as long as it may be, from right to left, and lines. */
const notes = ['<img src=x onerror=alert(1)><b>drill</b>', 'ن'.repeat(2000), `${'x'.repeat(1990)}\nend`, 'خطأ في ‮القاعدة'];

let database: Database;
let stack: Stack;
let reader: Reader;

type Rows<T> = Listed<T> & { readonly total: number };

const paths = {
  incident: (id: string) => `/incidents/${encodeURIComponent(id)}`,
  deployment: (id: string) => `/deployments/${encodeURIComponent(id)}`,
};

describe.skipIf(found.path === null)(`people's decisions in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    // The instants of decisions follow the clock; readers see the same day all along.
    let ticks = 0;
    stack = await startStack(database, now, zone, {
      now: () => {
        ticks += 1;
        return new Date(now.getTime() + ticks);
      },
    });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const api = <T>(path: string): Promise<T> => answer<T>(stack, path);
  const open = (path: string, options = {}) => reader.open(stack, path, options);
  const proposed = async (service: string): Promise<readonly WireIncident[]> =>
    (await api<Rows<WireIncident>>(`/incidents?${window}&state=proposed&service=${service}&limit=50`)).items;
  const deployments = async (filter: string): Promise<readonly WireDeployment[]> =>
    (await api<Rows<WireDeployment>>(`/deployments?${window}&${filter}&limit=50`)).items;
  const story = (id: string) => api<WireDeploymentStory>(paths.deployment(id));

  /** What a service's stability is made of, as its page says it. */
  async function stability(service: string): Promise<readonly (string | null)[]> {
    const { metrics, scope } = await api<WireAnswer>(`/metrics?service=${service}&${window}`);
    const expected = metrics.slice(2).map((metric) => (metric.value === null ? null : plain(reckoning(metric, scope))));
    const page = await open(`/services/${service}?${window}`);
    await page.locator('.panel[data-metric="change-fail-rate"] .headline').waitFor();
    const said = await Promise.all(
      metrics
        .slice(2)
        .map(({ id, value }) => (value === null ? null : page.locator(`.panel[data-metric="${id}"] .headline`).textContent())),
    );
    expect(said.map((text, at) => text === null || plain(text).includes(expected[at] ?? ''))).toEqual(said.map(() => true));
    await page.close();
    return expected;
  }

  async function post(decision: unknown): Promise<void> {
    const response = await fetch(`${stack.address}/api/v1/ledger`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(decision),
    });
    expect({ status: response.status, said: response.status === 201 ? null : await response.text() }).toEqual({ status: 201, said: null });
  }

  const failed = async (service: string): Promise<number> =>
    (await api<WireAnswer>(`/metrics?service=${service}&${window}`)).metrics.find(({ id }) => id === 'change-fail-rate')?.numerator ?? -1;

  /** By keyboard alone: to a button, into its form, a note, saved. */
  async function act(page: Page, name: string, note: string, choose?: () => Promise<void>): Promise<void> {
    await tabTo(page, `document.activeElement.dataset.act === ${JSON.stringify(name)}`);
    await page.keyboard.press('Enter');
    await choose?.();
    await tabTo(page, 'document.activeElement.tagName === "TEXTAREA"');
    await page.keyboard.insertText(note);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.type')).toBe('submit');
    await page.keyboard.press('Enter');
  }
  const said = (page: Page, text: RegExp) => page.locator('.outcome [role="status"]').filter({ hasText: text }).waitFor();
  const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.className');

  it('confirms a proposed attribution by keyboard; the numbers follow, and are as before once it is undone', async () => {
    const [incident] = await proposed('checkout');
    if (!incident) throw new Error('The demonstration proposes nothing.');
    const [before, count] = [await stability('checkout'), await failed('checkout')];
    const page = await open(paths.incident(incident.id));
    await page.getByText('Proposed – does not count until somebody confirms.').waitFor();
    await act(page, 'confirm', 'Seen in the logs');
    await said(page, /^Confirmed: it counts\.$/);
    await expect.poll(() => focused(page)).toMatch(/outcome/);
    await page.getByRole('heading', { name: 'Checkout: counted as a failed deployment' }).waitFor();
    await page.getByText('confirmed by local: Seen in the logs').waitFor();
    expect(await failed('checkout')).toBe(count + 1);
    const after = await stability('checkout');
    expect(after).not.toEqual(before);
    const service = await open(`/services/checkout?${window}`);
    const told = service
      .locator('.panel[data-metric="change-fail-rate"]')
      .getByRole('link', { name: '1 decision by people bears on this window' });
    expect(await told.getAttribute('href')).toContain('/ledger?');
    await tabTo(page, 'document.activeElement.textContent === "Undo"');
    await page.keyboard.press('Enter');
    await said(page, /^Undone/);
    await page.getByRole('heading', { name: 'Checkout: proposed, not counted' }).waitFor();
    expect(await stability('checkout')).toEqual(before);
    await page.getByText('Undone by local').waitFor();
    await page.locator('.outcome').getByRole('button', { name: 'Bring back' }).click();
    await said(page, /^Brought back/);
    expect(await stability('checkout')).toEqual(after);
    await page.locator('.decision').getByRole('button', { name: /^Undo/ }).click();
    await said(page, /^Undone/);
    expect(await stability('checkout')).toEqual(before);
  });

  it('closes a form by Escape, and goes back to its button', async () => {
    const [incident] = await proposed('search');
    const page = await open(paths.incident(incident?.id ?? ''));
    await tabTo(page, 'document.activeElement.dataset.act === "move"');
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Move to another deployment' }).waitFor();
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await page.getByRole('form').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.dataset.act')).toBe('move');
  });

  it('moves an incident to a deployment that is searched for, and takes it from every deployment', async () => {
    const [incident] = (await api<Rows<WireIncident>>(`/incidents?${window}&state=counted&service=web-shop&limit=1`)).items;
    const target = (await deployments('service=web-shop&kind=forward&failed=false')).find(({ id }) => id !== incident?.deploymentId);
    if (!incident || !target) throw new Error('The demonstration has no such deployment.');
    const page = await open(paths.incident(incident.id));
    await act(page, 'move', '', async () => {
      await page.keyboard.insertText(calledOf(target));
      await page
        .locator('.choice')
        .filter({ hasText: plain(namedDeployment(target, zone)) })
        .first()
        .waitFor();
      // Tab goes to the first of the choices, arrows from one to the next.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      const chosen = () => page.evaluate('document.activeElement.value');
      for (let presses = 0; presses < 8 && (await chosen()) !== target.id; presses += 1) await page.keyboard.press('ArrowDown');
      expect(await chosen()).toBe(target.id);
    });
    await said(page, /^Moved/);
    expect((await story(target.id)).failed).toBe(true);
    await page.getByText(`local moved it to ${calledOf(target)}`, { exact: false }).waitFor();
    await act(page, 'not_change_related', 'The data centre was down');
    await said(page, /not change-related/);
    await page.getByText('It is attributed to no deployment.').waitFor();
    expect((await story(target.id)).failed).toBe(false);
    expect(await page.locator('.decision').count()).toBe(2);
  });

  it('says each deployment it is linked to, and lets a service go that only a decision gave it', async () => {
    const [incident] = (await api<Rows<WireIncident>>(`/incidents?${window}&state=counted&service=checkout&limit=1`)).items;
    const [own] = (await deployments('service=checkout&kind=forward&failed=false')).filter(({ id }) => id !== incident?.deploymentId);
    const [foreign] = await deployments('service=stock&kind=forward&failed=false');
    if (!incident?.deploymentId || !own || !foreign) throw new Error('The demonstration has no such deployment.');
    const subject = { kind: 'incident', key: incident.id };
    for (const [action, key] of [
      ['confirm', incident.deploymentId],
      ['link', own.id],
      ['link', foreign.id],
    ])
      await post({ subject, action, target: { kind: 'deployment', key }, ...(action === 'confirm' && { service: 'checkout' }) });
    const page = await open(paths.incident(incident.id));
    const [checkout, stock] = ['Checkout', 'Stock'].map((name) => page.getByRole('region', { name: new RegExp(`^${name}:`) }));
    if (!checkout || !stock) throw new Error('unreachable');
    await checkout.getByText(' and to ').waitFor();
    await stock.getByRole('button', { name: 'Reject' }).click();
    await stock.getByRole('form').getByRole('button', { name: 'Reject' }).click();
    await stock.waitFor({ state: 'detached' });
    await checkout.waitFor();
    await page.locator('.decision').filter({ hasText: 'rejected that' }).getByRole('button', { name: /^Undo/ }).click();
    await said(page, /^Undone/);
    await stock.waitFor();
    expect(await page.locator('.outcome.card').count()).toBe(1);
  });

  it('rejects the evidence of a rollback: struck, with who said so, and counted no more', async () => {
    const all = await deployments('failed=true&service=fraud-scoring');
    const stories = await Promise.all(all.map(({ id }) => story(id)));
    const only = stories.find(({ failures }) => failures.length === 1 && failures[0]?.evidence === 'rollback');
    const several = only ?? stories.find(({ failures }) => failures.some(({ evidence }) => evidence === 'rollback'));
    if (!several) throw new Error('The demonstration has no rollback.');
    const page = await open(paths.deployment(several.id));
    const piece = page
      .locator('.evidence-list > li')
      .filter({ hasText: /^a rollback/ })
      .first();
    await piece.getByRole('button', { name: 'Reject' }).focus();
    await act(page, 'reject', notes[0] ?? '');
    await said(page, /^The evidence of a rollback counts no more\.$/);
    const struck = page.locator('.rejected-evidence');
    await struck.getByText(`rejected by local: ${notes[0]} – does not count`).waitFor();
    const line = `getComputedStyle(document.querySelector('.rejected-evidence .because')).textDecorationLine`;
    expect(await page.evaluate(line)).toBe('line-through');
    const after = await story(several.id);
    expect(after.failures.find(({ evidence }) => evidence === 'rollback')?.decision).toBe('rejected');
    expect(after.failed).toBe(several !== only);
    expect(await page.evaluate('document.images.length')).toBe(0);
  });

  it('marks a deployment as failed with its restoration in the zone of the reader, and as unplanned; takes both back', async () => {
    const [quiet] = (await deployments('service=orders&kind=forward&failed=false')).filter(({ unplanned }) => unplanned === null);
    if (!quiet?.finishedAt) throw new Error('The demonstration has no such deployment.');
    const count = await failed('orders');
    const page = await open(paths.deployment(quiet.id));
    const restored = new Date(Date.parse(quiet.finishedAt) + 3 * 3_600_000);
    const clock = (at: Date) => {
      const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at);
      return parts.replace(' ', 'T');
    };
    await page.getByRole('button', { name: 'Mark as failed without an incident' }).click();
    const form = page.getByRole('form', { name: 'Mark as failed without an incident' });
    await form.getByLabel(/^Restored at/).fill(clock(new Date(Date.parse(quiet.finishedAt) - 3_600_000)));
    await form.getByLabel(/^Why/).fill('Seen by support');
    await form.getByRole('button', { name: 'Mark as failed without an incident' }).click();
    await form.getByRole('alert').filter({ hasText: 'That is before it was deployed' }).waitFor();
    await form.getByLabel(/^Restored at/).fill(clock(restored));
    await form.getByRole('button', { name: 'Mark as failed without an incident' }).click();
    await said(page, /^Marked as failed: it counts\.$/);
    const marked = await story(quiet.id);
    expect({ failed: marked.failed, restoredAt: marked.restoredAt?.slice(0, 16) }).toEqual({
      failed: true,
      restoredAt: restored.toISOString().slice(0, 16),
    });
    expect(await failed('orders')).toBe(count + 1);
    await page.getByText(`restored ${plain(moment(restored, zone))}`).waitFor();
    await page.getByRole('button', { name: 'Mark as unplanned' }).click();
    await page.getByRole('form').getByRole('button', { name: 'Mark as unplanned' }).click();
    await page.getByText('unplanned (a person said so)').waitFor();
    await page.getByRole('button', { name: /^Undo.* this mark$/ }).click();
    await said(page, /^Undone/);
    await expect.poll(() => failed('orders')).toBe(count);
    await page.getByRole('button', { name: 'Mark as failed without an incident' }).waitFor();
    const others = await deployments('outcome=failed');
    const attempt = await open(paths.deployment(others[0]?.id ?? ''));
    await attempt.locator('#decisions').waitFor();
    expect(await attempt.getByRole('button', { name: /^Mark as/ }).count()).toBe(0);
  });

  it('keeps what was typed when a decision is refused or cannot be sent', async () => {
    reader.forgive(/ERR_FAILED|status of 500/);
    const [incident] = await proposed('identity');
    const page = await open(paths.incident(incident?.id ?? ''));
    const troubles = [
      {
        answer: { status: 500, json: { error: { code: 'internal', message: 'Something of ours broke.' } } },
        says: /Something of ours broke/,
      },
      { answer: null, says: /cannot be reached/ },
    ];
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByLabel(/^Why/).fill('three hours of looking');
    for (const trouble of troubles) {
      await page.route('**/api/v1/ledger', (route) => (trouble.answer === null ? route.abort() : route.fulfill(trouble.answer)), {
        times: 1,
      });
      await page.getByRole('form').getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('form').getByRole('alert').filter({ hasText: trouble.says }).waitFor();
      expect(await page.getByLabel(/^Why/).inputValue()).toBe('three hours of looking');
    }
    await page.getByRole('form').getByRole('button', { name: 'Confirm' }).click();
    await said(page, /^Confirmed/);
    await page.getByText('confirmed by local: three hours of looking').waitFor();
  });

  it('decides row by row: the focus goes to the next, the row stays, and all of it can be undone', async () => {
    const page = await open('/');
    const link = page.getByRole('link', { name: /^\d+ proposed attributions wait for a decision$/ });
    await link.click();
    await page.waitForURL(/\/incidents\?.*state=proposed/);
    const { items, total } = await api<Rows<WireIncident>>(`/incidents?${window}&state=proposed&limit=50`);
    await page.getByText(`${total} in all`).waitFor();
    const rows = page.locator('.list tbody tr');
    const at = (n: number) => rows.nth(n);
    await tabTo(page, 'document.activeElement.dataset.rowAct === "confirm"');
    await page.keyboard.press('Enter');
    await said(page, /^Confirmed/);
    await at(0).getByText('counted as a failed deployment').waitFor();
    expect(await rows.count()).toBe(items.length);
    const within = (n: number) =>
      page.evaluate(
        `document.querySelectorAll('.list tbody tr')[${n}].contains(document.activeElement) && document.activeElement.dataset.rowAct`,
      );
    await expect.poll(() => within(1)).toBe('confirm');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(page, /^Rejected/);
    await at(1).getByText('not change-related').waitFor();
    await expect.poll(() => within(2)).toBe('reject');
    await page.locator('.outcome').getByRole('button', { name: 'Undo' }).click();
    await said(page, /^Undone/);
    await at(1)
      .getByRole('button', { name: /^Reject/ })
      .waitFor();
  });

  it('lists all decisions, filtered; exports none of the demonstration, and imports a file once', async () => {
    const page = await open('/ledger');
    const { items, total } = await api<Rows<WireEntry>>('/ledger?limit=50');
    await page.getByText(`${total} in all`).waitFor();
    expect(await page.locator('.list tbody tr').count()).toBe(items.length);
    await page.getByRole('combobox', { name: 'What' }).selectOption('marked as failed');
    const marks = await api<Rows<WireEntry>>('/ledger?action=failed');
    await page.getByText(`${marks.total} in all`).waitFor();
    await page.getByRole('searchbox').fill('nobody wrote this');
    await page.getByText('No decision fits.').waitFor();
    const [incident] = await proposed('recommendations');
    const entry = {
      id: 'from-elsewhere',
      at: '2026-06-16T10:00:00Z',
      author: 'local',
      subject: { kind: 'incident', key: incident?.id },
      service: 'recommendations',
      action: 'not_change_related',
      target: null,
      note: notes[3],
      restoredAt: null,
    };
    const file = (content: unknown, name = 'decisions.json') => ({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    });
    const whole = { plumbline: 1, exportedAt: '2026-06-16T10:00:00Z', ledger: [entry] };
    await page.goto('/ledger');
    const picker = page.locator('input[type="file"]');
    await picker.setInputFiles(file(whole));
    await page.getByText('1 decision added.').waitFor();
    await page.getByText(notes[3] ?? '').waitFor();
    await picker.setInputFiles(file(whole));
    await page.getByText('No decision added, 1 known already.').waitFor();
    await picker.setInputFiles(file('{"half', 'photo.json'));
    await page.getByRole('alert').filter({ hasText: '“photo.json” is no JSON file' }).waitFor();
    reader.forgive(/status of 400/);
    await picker.setInputFiles(file({ ...whole, ledger: [{ ...entry, action: 'explode' }] }));
    await page
      .getByRole('alert')
      .filter({ hasText: /Nothing was added\..*action/ })
      .waitFor();
    expect(await page.getByRole('link', { name: 'Export all decisions' }).getAttribute('download')).toBe('plumbline-decisions.json');
  });

  it('says what decisions are where there are none, and where to make them', async () => {
    const page = await open('/ledger?service=mobile-app');
    await page.getByText('No decision fits.').waitFor();
    const none = await demoDatabase(now);
    const fresh = await startStack(none, now, zone);
    try {
      const empty = await reader.open(fresh, '/ledger');
      await empty.getByText('Nobody decided anything yet').waitFor();
      await empty.getByRole('link', { name: 'Incidents whose attribution is only proposed' }).click();
      await empty.waitForURL(/state=proposed/);
      await reader.settle(stack, fresh);
    } finally {
      await fresh.close();
      await none.close();
    }
  });

  it('stands notes of every kind on a phone and on a desk, in either theme, with no fault of accessibility', {
    timeout: 120_000,
  }, async () => {
    const [incident] = await proposed('payments-gateway');
    if (!incident?.deploymentId) throw new Error('The demonstration proposes nothing.');
    for (const note of notes)
      await post({
        subject: { kind: 'incident', key: incident.id },
        action: 'confirm',
        target: { kind: 'deployment', key: incident.deploymentId },
        service: incident.serviceId,
        note,
      });
    const all = [paths.incident(incident.id), paths.deployment(incident.deploymentId), '/ledger', `/incidents?${window}&by=people`];
    for (const [colorScheme, size] of [
      ['light', phone],
      ['dark', {}],
    ] as const)
      for (const path of all) {
        const page = await open(path, { colorScheme, ...size });
        page.on('dialog', (dialog) => expect.unreachable(dialog.message()));
        await page.waitForLoadState('networkidle');
        await expect.poll(() => page.locator('main [aria-busy="true"]').count()).toBe(0);
        const button = page.locator('[data-act]').first();
        if ((await button.count()) > 0) await button.click();
        const seen = await page.evaluate('({ images: document.images.length, width: document.documentElement.scrollWidth })');
        const width = colorScheme === 'light' ? 360 : 1280;
        expect({ path, seen }).toEqual({ path, seen: { images: 0, width } });
        expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] });
        await page.close();
      }
  });
});
