import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Answer } from '../../src/maturity/answer.ts';
import type { Model, Statement } from '../../src/maturity/model.ts';
import { findModel } from '../../src/maturity/models.ts';
import type { WireProfile } from '../../web/api.ts';
import { moment, share } from '../../web/format.ts';
import { gapsInWords, gapsOf, gapsOfKind } from '../../web/gaps.ts';
import { gateInWords } from '../../web/maturity-gate-words.ts';
import { dimensionInWords, levelInWords, profileInWords, unknownInWords } from '../../web/maturity-words.ts';
import type { WirePlan } from '../../web/plans.ts';
import { findBrowser } from '../support/browser.ts';
import { closedCampaign, type Person } from '../support/closed-campaign.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const zone = 'Europe/Berlin';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
const team = 'payments';
const place = `/teams/${team}/maturity`;

let database: Database;
let stack: Stack;
let reader: Reader;
let campaign: string;
let quick: string;
let few: string;

const asked = (model: Model): readonly Statement[] => model.dimensions.flatMap(({ statements }) => statements);

/** Planted: nobody sees one statement, another one divides people, and everybody is sure of whatever records can tell at level 4. */
const unseen = 'REL-2a';
const divided = 'CUL-4b';
function said({ id, level, scale, evidence }: Statement, person: number): Exclude<Answer, 'blank'> {
  if (id === unseen && person < 5) return 'dont_know';
  if (id === divided) return person % 2 === 0 ? 1 : 5;
  if (scale === 'options') return ((person % 3) + 3) as 3 | 4 | 5;
  if (level === 4 && evidence?.class === 'A') return 5;
  return level === 2 ? (person % 2 === 0 ? 5 : 4) : level === 3 ? (person % 2 === 0 ? 4 : 3) : person % 3 === 0 ? 3 : 2;
}

const people = (model: Model, of: string, n: number, note?: string): readonly Person[] =>
  Array.from({ length: n }, (_, person) => ({
    team: of,
    role: 'developer',
    answers: Object.fromEntries(asked(model).map((one) => [one.id, said(one, person)])),
    ...(note !== undefined && person === 0 && { note }),
  }));

const at = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

describe.skipIf(found.path === null)(`a team's maturity in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    const model = await findModel('plumbline');
    await closedCampaign(database.db, { model, people: people(model, team, 8), closedAt: at(90) });
    const invited: Person = { team, role: 'developer', answers: null };
    campaign = await closedCampaign(database.db, {
      model,
      people: [...people(model, team, 8, '<b>after the move</b>'), invited, invited],
      closedAt: at(1),
    });
    few = await closedCampaign(database.db, {
      model,
      people: [...people(model, 'discovery', 3), ...people(model, 'fulfilment', 1).map((one) => ({ ...one, role: 'lead' as const }))],
      consensus: ['fulfilment'],
      closedAt: at(1),
    });
    const short = await findModel('quick-check');
    quick = await closedCampaign(database.db, { model: short, people: people(short, 'apps', 8), closedAt: at(1) });
    let ticks = 0;
    stack = await startStack(database, now, zone, {
      now: () => {
        ticks += 1;
        return new Date(now.getTime() + ticks);
      },
    });
    for (const { id, withdrawn } of (await plans()).items) if (!withdrawn) await post(`/plans/${id}/withdraw`, {});
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const api = <T>(path: string): Promise<T> => answer<T>(stack, `/assessments${path}`);
  const results = (of = team, id = campaign) => api<WireProfile>(`/campaigns/${id}/results/${of}`);
  const plans = () => api<{ items: readonly WirePlan[] }>(`/plans?team=${team}&withdrawn=true`);
  const open = (path: string, options = {}) => reader.open(stack, path, options);

  async function post(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${stack.address}/api/v1/assessments${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect({ ok: response.ok, said: response.ok ? null : await response.text() }).toEqual({ ok: true, said: null });
  }

  const texts = async (page: Page, selector: string): Promise<readonly string[]> =>
    (await page.locator(selector).allTextContents()).map((text) => plain(text));
  const bars = (page: Page) => page.locator('.profile-row');
  const saved = (page: Page, text: RegExp) => page.locator('.outcome [role="status"]').filter({ hasText: text }).waitFor();

  it('shows every level the interface tells, in words and as a bar, grouped; a table says the same', async () => {
    const profile = await results();
    const page = await open(place);
    await page.getByRole('heading', { name: profileInWords(profile) }).waitFor();
    await page.getByText('8 of 10 answered').waitFor();
    await page.getByText('Level 5 everywhere is not the goal').waitFor();
    expect(await bars(page).count()).toBe(profile.dimensions.length);
    for (const dimension of profile.dimensions) {
      const row = page.locator(`[data-dimension="${dimension.id}"]`);
      expect(plain(await row.getByRole('button').first().textContent())).toBe(plain(dimensionInWords(dimension, 'levels')));
      const width = await row.locator('.filled').evaluateAll((all) => all.map((one) => (one as HTMLElement).style.width));
      expect(width).toEqual(dimension.level === null ? [] : [`${dimension.level * 20}%`]);
      const moved = dimension.last?.direction;
      expect(await row.locator('.shape').count()).toBe(moved === 'up' || moved === 'down' ? 1 : 0);
    }
    const groups = profile.model.groups.filter(({ id }) => profile.dimensions.some(({ group }) => group === id));
    expect(await texts(page, '.profile-bars h3')).toEqual(groups.map(({ name }) => name));
    await page.getByText('As a table').click();
    const rows = page.getByRole('region', { name: 'Profile as a table' }).locator('tbody tr');
    const table = (await rows.allTextContents()).map(plain);
    for (const [index, dimension] of profile.dimensions.entries()) {
      expect(table[index]).toContain(dimension.name + plain(levelInWords(dimension, 'levels') ?? unknownInWords(dimension, 'levels')));
    }
  });

  it('draws the same as a radar, which stands in the address and opens a dimension too', async () => {
    const profile = await results();
    const page = await open(place);
    await page.getByRole('button', { name: 'Radar' }).click();
    await page.waitForURL(/view=radar/);
    const labels = page.locator('.radar li');
    expect(await labels.count()).toBe(profile.dimensions.length);
    for (const [index, dimension] of profile.dimensions.entries()) {
      const label = labels.nth(index);
      const heard = await label.getByRole('button').ariaSnapshot();
      expect(plain(heard).replace(/ ([:;])/g, '$1')).toContain(plain(dimensionInWords(dimension, 'levels')));
      expect(plain(await label.locator('strong').textContent())).toBe(plain(levelInWords(dimension, 'levels') ?? 'not known'));
    }
    expect(await page.locator('.radar .point.now').count()).toBe(profile.dimensions.filter(({ level }) => level !== null).length);
    await labels.first().getByRole('button').click();
    await page.locator(`#dimension-${profile.dimensions[0]?.id}`).waitFor();
    await page.reload();
    await page.locator(`.radar-figure ~ #dimension-${profile.dimensions[0]?.id}`).waitFor();
  });

  it('opens a dimension by keyboard: gates, statements, answers and evidence as the interface tells them', async () => {
    const profile = await results();
    const dimension = profile.dimensions.find(({ id }) => id === 'CID');
    if (!dimension) throw new Error('The model has no such dimension.');
    const page = await open(place);
    await bars(page).first().waitFor();
    await tabTo(page, `document.activeElement.closest('[data-dimension="CID"]') !== null`);
    await page.keyboard.press('Enter');
    const detail = page.locator('#dimension-CID');
    await detail.waitFor();
    expect(page.url()).toContain('dimension=CID');
    const gates = (await texts(page, '#dimension-CID .gate')).map((text) => text.trim());
    expect(gates).toEqual(dimension.gates.map((gate) => plain(gateInWords(gate, dimension, gate.level))));
    for (const statement of dimension.statements) {
      const card = detail.locator(`[data-statement="${statement.id}"]`);
      const words = plain(await card.textContent());
      expect(words).toContain(plain(statement.text));
      if (statement.credit !== null) expect(words).toContain(plain(`Counts ${share(statement.credit)}`));
      if (statement.told?.mean != null && statement.scale === 'coverage') expect(words).toContain(plain(share(statement.told.mean)));
      expect((await card.locator('.choices-counted .number').allTextContents()).map(Number)).toEqual(statement.told?.counts ?? []);
      const part = statement.evidence?.share;
      if (part) expect(words).toContain(plain(`${part.met} of ${part.of} (${share(part.met / part.of)})`));
    }
    await page.keyboard.press('Enter');
    await detail.waitFor({ state: 'detached' });
  });

  it('opens the records behind a statement beside the page; Escape goes back to the button', async () => {
    const profile = await results();
    const withRecords = profile.dimensions.flatMap(({ id, statements }) => statements.map((statement) => ({ id, statement })));
    const one = withRecords.find(({ statement: { evidence } }) => (evidence?.share?.of ?? 0) > 0);
    if (!one?.statement.evidence) throw new Error('The demonstration has no evidence.');
    const { rule } = one.statement.evidence;
    const records = await api<{ total: number; items: readonly { title: string; at: string }[] }>(
      `/evidence/${rule}?team=${team}&limit=50`,
    );
    const page = await open(`${place}?dimension=${one.id}`);
    await page.locator(`.dimension [data-rule="${rule}"]`).first().waitFor();
    await tabTo(page, `document.activeElement.dataset.rule === ${JSON.stringify(rule)}`);
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.getByText(plain(`${records.total} records, the newest first`)).waitFor();
    expect(await sheet.locator('.records li').count()).toBe(Math.min(50, records.total));
    const [first] = records.items;
    expect(plain(await sheet.locator('.records li').first().textContent())).toContain(plain(moment(new Date(first?.at ?? ''), zone)));
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate('document.activeElement.dataset.rule')).toBe(rule);
  });

  it('names the widest gaps first, and what nobody sees, and what divides people', async () => {
    const profile = await results();
    const gaps = gapsOf(profile);
    const page = await open(place);
    await page.getByRole('heading', { name: gapsInWords(gaps) }).waitFor();
    const differ = profile.dimensions.flatMap(({ statements }) => statements).filter(({ gap }) => gap !== null && Math.abs(gap) >= 0.25);
    expect(profile.gaps.length).toBeGreaterThanOrEqual(differ.length);
    await page.getByRole('button', { name: /^Can’t be judged/ }).click();
    await page.locator(`[data-gap="${unseen}"]`).getByText('5 of 8 asked can’t judge it').waitFor();
    await page.getByRole('button', { name: /^Seen differently/ }).click();
    await page.locator(`[data-gap="${divided}"]`).getByText('People see this differently').waitFor();
    await page.getByRole('button', { name: /^People say more/ }).click();
    const all = page.getByRole('button', { name: /^All \d+$/ });
    if ((await all.count()) > 0) await all.click();
    const ids = await page.locator('[data-gap]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-gap')));
    const higher = gapsOfKind(gaps, 'higher');
    expect(ids).toEqual(higher.map(({ statement }) => statement.id));
    expect(new Set(ids)).toEqual(new Set(profile.gaps.filter((id) => higher.some(({ statement }) => statement.id === id))));
    const size = (id: string | null) => Math.abs(higher.find(({ statement }) => statement.id === id)?.statement.gap ?? 0);
    const wide = ids.filter((id) => size(id) >= 0.5);
    expect(wide.length).toBeGreaterThan(0);
    expect(wide).toEqual(wide.toSorted((a, b) => size(b) - size(a)));
    expect(ids.slice(0, wide.length)).toEqual(wide);
    const [first] = higher;
    await page.locator(`[data-gap="${first?.statement.id}"]`).getByRole('link').click();
    const row = `[data-dimension="${first?.dimension.id}"]`;
    await page.locator(`${row} [data-statement="${first?.statement.id}"]`).waitFor();
    await expect.poll(() => page.evaluate(`document.activeElement.closest('${row}') !== null`)).toBe(true);
  });

  it('makes a proposal an action by keyboard, refuses a fourth beside three, and keeps what was typed', async () => {
    reader.forgive(/status of 409/);
    const page = await open(place);
    await page.getByRole('heading', { name: 'No action is open: choose one to three' }).waitFor();
    const type = async (owner: string): Promise<void> => {
      await page.keyboard.press('Tab');
      await page.keyboard.insertText(owner);
      await page.keyboard.press('Tab');
      await page.keyboard.type('09092026');
    };
    const offer = `document.activeElement.closest('[data-offer]') !== null`;
    await tabTo(page, offer);
    const proposed = plain(await page.locator('[data-offer]').first().locator('h4').textContent());
    await page.keyboard.press('Enter');
    const form = page.getByRole('form', { name: 'Take this action' });
    await form.waitFor();
    expect(plain(await form.getByLabel('What we do').inputValue())).toBe(proposed);
    expect((await form.getByLabel('What will tell').inputValue()).length).toBeGreaterThan(10);
    await type('Build crew');
    await page.keyboard.press('Enter');
    await saved(page, /^Taken/);
    await page.getByRole('heading', { name: '1 action is open, 2 more would fit' }).waitFor();
    const [made] = (await plans()).items.filter(({ kind, withdrawn }) => kind === 'action' && !withdrawn);
    expect(made?.body).toMatchObject({ title: proposed, owner: 'Build crew', due: '2026-09-09', state: 'open' });
    const statement = made?.kind === 'action' ? made.body.statement : null;
    expect(await page.locator(`[data-offer="${statement}"]`).count()).toBe(0);

    for (const title of ['second', 'third'])
      await post('/plans', {
        team,
        kind: 'action',
        body: { dimension: 'CID', statement: null, title, owner: 'we', due: '2026-09-01', measure: 'seen', state: 'open' },
      });
    await page.getByRole('button', { name: /^Another action/ }).click();
    const own = page.getByRole('form', { name: 'Take this action' });
    await own.getByLabel('What we do').fill('A fourth');
    await own.getByLabel('Who sees to it').fill('Somebody');
    await own.getByLabel('Until').fill('2026-10-01');
    await own.getByLabel('What will tell').fill('We ask again');
    await own.getByRole('button', { name: 'Take this action' }).click();
    await own.getByRole('alert').filter({ hasText: 'The team has 3 open actions already' }).waitFor();
    expect(await own.getByLabel('What we do').inputValue()).toBe('A fourth');
    await page.reload();
    await page.getByRole('heading', { name: '3 actions are open: enough beside each other' }).waitFor();
    await page.getByRole('button', { name: 'Done “second”' }).click();
    await saved(page, /^Done/);
    await expect.poll(() => page.evaluate('document.activeElement.className')).toMatch(/^outcome/);
    await page.getByRole('heading', { name: '2 actions are open, 1 more would fit' }).waitFor();
    await page.getByText('1 action done, dropped or withdrawn').click();
    const done = page.locator('.actions li').filter({ has: page.getByRole('heading', { name: 'second' }) });
    await done.getByText('2 versions').click();
    await expect.poll(() => done.locator('.versions li').count()).toBe(2);
    const versions = await done.locator('.versions li').allTextContents();
    expect(versions.map((text) => text.split(':')[0])).toEqual(['open', 'done']);
  });

  it('sets, changes and withdraws a target; exempts a statement with owner, reason and day', async () => {
    const page = await open(`${place}?dimension=FIN`);
    const detail = page.locator('#dimension-FIN');
    await detail.getByRole('button', { name: /^Set a target/ }).click();
    await detail.getByLabel('Level').selectOption('3');
    await detail.getByLabel('By').fill('2026-12-31');
    await detail.getByRole('button', { name: 'Save the target' }).click();
    await saved(page, /^Target for .*: level 3\.$/);
    await page.locator('[data-dimension="FIN"] .standing').getByText('target 3 by 31 Dec 2026').waitFor();
    expect((await results()).dimensions.find(({ id }) => id === 'FIN')?.target).toEqual({ level: 3, by: '2026-12-31' });
    expect(await page.locator('[data-dimension="FIN"] .level-bar .target').count()).toBe(1);
    await detail.getByRole('button', { name: /^Withdraw/ }).click();
    await saved(page, /^The target is taken back/);
    await detail.getByText('No target').waitFor();
    expect((await results()).dimensions.find(({ id }) => id === 'FIN')?.target).toBeNull();
    reader.forgive(/status of 400/);
    const card = detail.locator('.statement').filter({ has: page.getByRole('button', { name: /^Exempt it for now/ }) });
    const id = await card.first().getAttribute('data-statement');
    const one = detail.locator(`[data-statement="${id}"]`);
    await one.getByRole('button', { name: /^Exempt it for now/ }).click();
    const form = one.getByRole('form', { name: 'Exempt it' });
    await form.getByLabel('Why').fill('The bill is paid by the holding');
    await form.getByLabel('Who answers for it').fill('Finance');
    await form.getByLabel('Until').fill('2026-06-01');
    await form.getByRole('button', { name: 'Exempt it' }).click();
    await form.getByRole('alert').filter({ hasText: 'a day that is yet to come' }).waitFor();
    expect(await form.getByLabel('Why').inputValue()).toBe('The bill is paid by the holding');
    await form.getByLabel('Until').fill('2026-12-01');
    await form.getByRole('button', { name: 'Exempt it' }).click();
    await one.getByText('Exempt until 1 Dec 2026: The bill is paid by the holding').waitFor();
    await one.getByText('stay as they were at its close').waitFor();
    const alone = await api<WireProfile>(`/profile?team=${team}`);
    expect(alone.dimensions.flatMap(({ statements }) => statements).find((statement) => statement.id === id)?.state).toBe('exempt');
  });

  it('says by evidence alone what records tell, without a word of people', async () => {
    const profile = await api<WireProfile>(`/profile?team=${team}`);
    const page = await open(place);
    await page.getByRole('combobox', { name: 'Results' }).selectOption('By evidence alone, today');
    await page.waitForURL(/campaign=none/);
    await page.getByRole('heading', { name: profileInWords(profile) }).waitFor();
    await page.getByText('Without what people answer').waitFor();
    expect(await page.locator('#gaps').count()).toBe(0);
    await bars(page).first().getByRole('button').click();
    expect(await page.locator('.dimension h6').filter({ hasText: 'People' }).count()).toBe(0);
  });

  it('tells nothing of a team of which too few answered, and why', async () => {
    const profile = await results('discovery', few);
    const page = await open(`/teams/discovery/maturity?campaign=${few}&dimension=CUL`);
    await page.getByRole('heading', { name: profileInWords(profile) }).waitFor();
    const cards = page.locator('.statement');
    await cards.first().waitFor();
    expect(await page.locator('.choices-counted').count()).toBe(0);
    const cul = profile.dimensions.find(({ id }) => id === 'CUL');
    const hidden = cul?.statements.filter(({ told }) => told?.mean === null).length ?? 0;
    expect(hidden).toBeGreaterThan(0);
    expect(await cards.filter({ hasText: /Too few answered|never shown apart|smaller group/ }).count()).toBe(hidden);
  });

  it('says of a team that answered openly together what it said, and counts nobody', async () => {
    const profile = await results('fulfilment', few);
    const page = await open(`/teams/fulfilment/maturity?campaign=${few}&dimension=CUL`);
    await page.getByText('The team answered openly together.').waitFor();
    const cul = profile.dimensions.find(({ id }) => id === 'CUL');
    const told = cul?.statements.filter((one) => one.told?.mean != null).length ?? 0;
    expect(told).toBeGreaterThan(0);
    expect(await page.locator('.statement').filter({ hasText: 'answered together' }).count()).toBe(told);
    expect(await page.locator('.choices-counted, .by-role').count()).toBe(0);
  });

  it('shows a short check by its means, and notes as text alone', async () => {
    const profile = await results('apps', quick);
    const page = await open(`/teams/apps/maturity?campaign=${quick}&dimension=THR`);
    await page.getByRole('heading', { name: profileInWords(profile) }).waitFor();
    for (const dimension of profile.dimensions)
      await page
        .locator(`[data-dimension="${dimension.id}"] .standing`)
        .getByText(plain(levelInWords(dimension, 'mean') ?? ''))
        .waitFor();
    await page.locator('.choices-counted').getByText('Less than an hour').first().waitFor();
    const noted = await open(`${place}?campaign=${campaign}`);
    await noted.getByText('<b>after the move</b>').waitFor();
  });

  it.each(['light', 'dark'] as const)('has no fault of accessibility, on a desk and on a phone, %s', async (colorScheme) => {
    for (const [path, options] of [
      [`${place}?dimension=CID`, { colorScheme }],
      [`${place}?dimension=OBS`, { ...phone, colorScheme }],
      [`${place}?view=radar`, { ...phone, colorScheme }],
    ] as const) {
      const page = await open(path, options);
      await page.locator('#actions').waitFor();
      await page.locator('.profile-row, .radar li').first().waitFor();
      expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] });
      const act = page.getByRole('button', { name: /^Make it an action/ }).first();
      await act.click();
      await page.getByRole('form').waitFor();
      expect({ path, open: await faults(page) }).toEqual({ path, open: [] });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  });
});
