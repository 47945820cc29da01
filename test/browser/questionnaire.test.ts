import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { WireQuestionnaire } from '../../web/api.ts';
import { findBrowser } from '../support/browser.ts';
import { type Link, type OpenCampaign, openCampaign } from '../support/campaign.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';
import { faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const phone = { viewport: { width: 390, height: 844 } };
const open = { opensAt: '2026-06-01T00:00:00Z', closesAt: '2026-07-01T00:00:00Z' };
const teams = [{ id: 'web' }, { id: 'pay', consensus: true }];

let database: Database;
let stack: Stack;
let reader: Reader;
/** A campaign of Plumbline's own model, and one of the quick check. */
let whole: OpenCampaign;
let quick: OpenCampaign;

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const title = async (page: Page): Promise<string> => plain(await heading(page).textContent());
const focused = async (page: Page): Promise<string> => plain(String(await page.evaluate('document.activeElement.textContent')));
/** The key in the address, which never leaves it. */
const keyIn = (page: Page): string => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('key') ?? '';
const widthOf = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth');

async function saved(campaign: OpenCampaign, page: Page | string): Promise<WireQuestionnaire> {
  const key = typeof page === 'string' ? page : keyIn(page);
  const response = await fetch(`${stack.address}/api/v1/assessments/answers/read`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ campaign: campaign.id, key }),
  });
  // Held against its declaration in the contract tests.
  return (await response.json()) as WireQuestionnaire;
}

async function bothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faults(page)).toEqual([]);
  }
}

const begun = async (link: Link, options: object = phone): Promise<Page> => {
  const page = await reader.open(stack, link.path, options);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Why it matters').first().waitFor();
  return page;
};
const settled = (page: Page) => page.getByRole('status').getByText('Saved').waitFor();
const chosen = (page: Page, label: string) => page.getByRole('radio', { name: label, exact: true }).isChecked();
const says = (page: Page, text: string | RegExp) => page.getByRole('heading', { level: 1, name: text }).waitFor();

describe.skipIf(found.path === null)(`a questionnaire in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    await loadWorld(database.db, workedHistory);
    stack = await startStack(database, now, 'UTC');
    whole = await openCampaign(stack, { ...open, teams, practiceMinimum: 3 });
    quick = await openCampaign(stack, { ...open, teams, model: 'quick-check', name: 'Quick check' });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  it('is answered whole by keyboard on a phone, left half-way, resumed and submitted', async () => {
    const link = await whole.invite();
    const first = await reader.open(stack, link.path, phone);
    const sent: string[] = [];
    first.context().on('request', (request) => sent.push(request.url()));
    await first.getByRole('button', { name: 'Begin' }).waitFor();
    expect(first.url()).not.toContain(link.token);
    const asked = await saved(whole, first);
    const all = asked.dimensions.flatMap(({ statements }) => statements);
    expect(all.length).toBeGreaterThanOrEqual(25);
    expect(all.length).toBeLessThanOrEqual(35);
    // At 200 words a minute and 4 s to choose, as docs and page promise.
    expect(asked.minutes).toBeLessThan(12);
    await first.getByText(`${all.length} statements, about ${Math.ceil(asked.minutes)} minutes`).waitFor();
    await first.getByText('1 person of your team').waitFor();
    await bothThemes(first);

    let keys = 0;
    const press = async (page: Page, key: string): Promise<void> => {
      keys += 1;
      await page.keyboard.press(key);
    };
    const expected: Record<string, unknown> = {};
    const answer = async (page: Page, from: number, to: number): Promise<void> => {
      for (const [place, { id, text, scale, options }] of all.slice(from, to).entries()) {
        await says(page, text);
        // Somebody who listens hears the statement, and its answers come next.
        expect(await focused(page)).toBe(plain(text));
        const most = scale === 'options' ? options.length : 5;
        const key = ['c', 'n', ...Array.from({ length: most }, (_, at) => String(at + 1))][place % (most + 2)] ?? '';
        await press(page, key);
        expected[id] = key === 'c' ? 'dont_know' : key === 'n' ? 'not_applicable' : Number(key);
        await press(page, place % 2 === 0 ? 'Enter' : 'ArrowRight');
      }
    };
    await tabTo(first, 'document.activeElement.textContent === "Begin"');
    await press(first, 'Enter');
    const half = Math.floor(all.length / 2);
    await answer(first, 0, half);
    await bothThemes(first);
    await first.close();

    const again = await first.context().newPage();
    await again.goto(link.path);
    await tabTo(again, 'document.activeElement.textContent === "Go on"');
    await press(again, 'Enter');
    await answer(again, half, all.length);
    await says(again, 'You have answered everything');
    expect(await focused(again)).toBe('You have answered everything');
    await bothThemes(again);
    await tabTo(again, 'document.activeElement.textContent === "Submit my answers"');
    await press(again, 'Enter');
    await says(again, /^Thank you/);
    await bothThemes(again);
    expect(await saved(whole, again)).toMatchObject({ answers: expected, submitted: true });
    // Two a statement, and to begin, go on and submit.
    expect(keys).toBe(2 * all.length + 3);
    expect(sent.filter((url) => url.includes(link.token) || url.includes(keyIn(again)))).toEqual([]);
    // Nothing else of the product is asked for.
    const asking = sent.filter((url) => url.includes('/api/'));
    expect(asking.filter((url) => !url.includes('/api/v1/assessments/answers'))).toEqual([]);

    // Changed until the close, by the way back to everything that was said.
    await again.getByRole('button', { name: 'Look at my answers' }).click();
    await again.getByText('See all your answers').click();
    await again.getByRole('link', { name: `Change: ${all[0]?.text}` }).click();
    await says(again, all[0]?.text ?? '');
    await again.keyboard.press('3');
    await settled(again);
    expect(await saved(whole, again)).toMatchObject({ answers: { [all[0]?.id ?? '']: 3 }, submitted: true });
  });

  it('shows a dimension at once on a desk, where keys count for the statement one is in', async () => {
    const page = await begun(await quick.invite(), {});
    const { dimensions } = await saved(quick, page);
    const [first, second] = dimensions;
    expect(await title(page)).toBe(first?.name);
    expect(await page.getByRole('radiogroup').count()).toBe(first?.statements.length);
    await bothThemes(page);
    for (const { text } of first?.statements ?? []) {
      expect(await focused(page)).toBe(plain(text));
      await page.keyboard.press('2');
      await page.keyboard.press('Enter');
    }
    await says(page, second?.name ?? '');
    await page.keyboard.press('ArrowLeft');
    await says(page, first?.name ?? '');
    // What is written is written, and chooses nothing.
    await page.getByText('Add a note').click();
    await page.getByRole('textbox').fill('5 of us could not say, N or C');
    await page.keyboard.press('1');
    await settled(page);
    const { answers, notes } = await saved(quick, page);
    expect(Object.values(answers)).toEqual(first?.statements.map(() => 2));
    expect(notes).toEqual({ [first?.id ?? '']: '5 of us could not say, N or C1' });
    // With the arrows of the choices themselves, and back to blank.
    const choices = page.getByRole('radiogroup').first().getByRole('radio');
    await choices.nth(1).focus();
    await page.keyboard.press('ArrowDown');
    expect(await choices.nth(2).isChecked()).toBe(true);
    await page.keyboard.press('1');
    expect(await page.evaluate('document.activeElement.checked && document.activeElement.getAttribute("aria-keyshortcuts")')).toBe('1');
    await page.keyboard.press('Delete');
    await settled(page);
    expect(Object.keys((await saved(quick, page)).answers)).toHaveLength((first?.statements.length ?? 0) - 1);
  });

  it('takes the sixth of six options, by key and by touch', async () => {
    const page = await begun(await quick.invite(), { ...phone, hasTouch: true });
    const { dimensions } = await saved(quick, page);
    const all = dimensions.flatMap(({ statements }) => statements);
    const six = all.findIndex(({ options }) => options.length === 6);
    for (let place = 0; place < six; place += 1) await page.getByRole('button', { name: 'Continue' }).tap();
    await says(page, all[six]?.text ?? '');
    await page.keyboard.press('6');
    expect(await chosen(page, all[six]?.options[5]?.text ?? '')).toBe(true);
    await page.getByText(all[six]?.options[0]?.text ?? '', { exact: true }).tap();
    await settled(page);
    expect((await saved(quick, page)).answers).toEqual({ [all[six]?.id ?? '']: 1 });
    expect(await faults(page)).toEqual([]);
    // The way back through the browser leads through the statements.
    await page.goBack();
    await says(page, all[six - 1]?.text ?? 'Quick check');
  });

  it('leads to what is left blank and back, and takes it blank', async () => {
    const page = await begun(await quick.invite());
    const count = (await saved(quick, page)).dimensions.flatMap(({ statements }) => statements).length;
    for (let place = 0; place < count; place += 1) await page.keyboard.press('Enter');
    await says(page, `${count} statements left blank`);
    await page.locator('.answer-blank a').nth(3).click();
    await page.getByText(`Statement 4 of ${count}`).waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('Enter');
    await says(page, `${count - 1} statements left blank`);
    await page.getByRole('button', { name: 'Submit my answers' }).click();
    await says(page, /^Thank you/);
    expect(Object.values((await saved(quick, page)).answers)).toEqual(['dont_know']);
  });

  it('fits a narrow phone, and its own address opens it anywhere', async () => {
    const narrow = { viewport: { width: 360, height: 640 }, permissions: ['clipboard-read', 'clipboard-write'] };
    const page = await reader.open(stack, (await whole.invite('pay', 'lead')).path, narrow);
    await page.getByText('pay answers together').waitFor();
    expect(await widthOf(page)).toBe(360);
    await page.getByRole('button', { name: 'Copy my own address' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const address = String(await page.evaluate('navigator.clipboard.readText()'));
    // Skipping to the content keeps what the address holds.
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Begin' }).click();
    const text = await title(page);
    await page.keyboard.press('4');
    await settled(page);
    expect(await widthOf(page)).toBe(360);
    const elsewhere = await reader.open(stack, address.replace(stack.address, ''), narrow);
    await elsewhere.getByRole('button', { name: 'Go on' }).click();
    expect(await title(elsewhere)).not.toBe(text);
    await elsewhere.getByRole('button', { name: 'Back' }).click();
    await says(elsewhere, text);
    expect(await elsewhere.locator('input:checked').count()).toBe(1);
    expect(keyIn(elsewhere)).toBe(keyIn(page));
  });

  it('loses nothing while the connection is lost, nor when the tab is closed meanwhile', async () => {
    reader.forgive(/ERR_FAILED|ERR_INTERNET_DISCONNECTED|503/);
    const link = await quick.invite();
    const page = await begun(link);
    const all = (await saved(quick, page)).dimensions.flatMap(({ statements }) => statements);
    const context = page.context();
    await context.route('**/assessments/answers', (route) => route.abort());
    await page.keyboard.press('2');
    await page.getByText('No connection.').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('3');
    expect(await faults(page)).toEqual([]);
    await context.unroute('**/assessments/answers');
    // Comes through by itself.
    await settled(page);
    expect((await saved(quick, page)).answers).toEqual({ [all[0]?.id ?? '']: 2, [all[1]?.id ?? '']: 3 });

    await context.route('**/assessments/answers', (route) => route.fulfill({ status: 503, body: 'not now' }));
    await page.keyboard.press('4');
    await page.getByText('No connection.').waitFor();
    const key = keyIn(page);
    // While it goes away the page may still reach the server, and need not.
    expect(await page.evaluate('Object.entries(localStorage).find(([name]) => name.startsWith("plumbline-unsaved"))[1]')).toBe(
      JSON.stringify({ answers: { [all[1]?.id ?? '']: 4 }, notes: {} }),
    );
    await page.close();
    await context.unroute('**/assessments/answers');
    const again = await context.newPage();
    await again.goto(link.path);
    await again.getByText(`2 of ${all.length} are answered`).waitFor();
    await again.getByRole('button', { name: 'Go on' }).click();
    await settled(again);
    expect((await saved(quick, key)).answers).toMatchObject({ [all[1]?.id ?? '']: 4 });
    expect(await again.evaluate('Object.keys(localStorage).filter((name) => name.startsWith("plumbline-unsaved")).length')).toBe(0);
  });

  it('can be opened though the answer to opening it was lost, and submitted though that was', async () => {
    reader.forgive(/ERR_FAILED/);
    /** The server does what it is asked, and nobody hears of it. */
    const unheard = async (route: Route): Promise<void> => {
      await route.fetch();
      await route.abort();
    };
    const link = await quick.invite();
    const page = await reader.open(stack, '/answer/nowhere', phone);
    await page.context().route('**/answers/begin', unheard);
    await page.goto(link.path);
    await says(page, 'The questionnaire cannot be opened just now');
    expect(await faults(page)).toEqual([]);
    await page.context().unroute('**/answers/begin');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.keyboard.press('5');
    await settled(page);
    for (let place = 0; place < 22; place += 1) await page.getByRole('button', { name: 'Continue' }).click();
    await page.context().route('**/assessments/answers', unheard);
    await page.getByRole('button', { name: 'Submit my answers' }).click();
    await page.getByText('Not submitted yet.').waitFor();
    await page.context().unroute('**/assessments/answers');
    await page.getByRole('button', { name: 'Submit my answers' }).click();
    await says(page, /^Thank you/);
  });

  it('is the same in two tabs, and in another browser once one comes back to it', async () => {
    const link = await quick.invite();
    const one = await begun(link);
    const all = (await saved(quick, one)).dimensions.flatMap(({ statements }) => statements);
    const [first = '', second = '', third = ''] = all.map(({ id }) => id);
    const two = await one.context().newPage();
    await two.goto(link.path);
    await two.getByRole('button', { name: 'Begin' }).click();
    await one.bringToFront();
    await one.keyboard.press('1');
    await settled(one);
    await two.locator('input:checked').waitFor();
    await two.bringToFront();
    await two.keyboard.press('Enter');
    await says(two, all[1]?.text ?? '');
    await two.keyboard.press('2');
    await settled(two);
    expect((await saved(quick, one)).answers).toEqual({ [first]: 1, [second]: 2 });

    const other = await reader.open(stack, new URL(one.url()).pathname + new URL(one.url()).hash, phone);
    await says(other, all[0]?.text ?? '');
    await other.keyboard.press('Enter');
    await other.keyboard.press('Enter');
    await says(other, all[2]?.text ?? '');
    await other.keyboard.press('3');
    await settled(other);
    await one.bringToFront();
    const read = one.waitForResponse(/answers\/read/);
    await one.evaluate('dispatchEvent(new Event("focus"))');
    await read;
    await one.keyboard.press('4');
    await settled(one);
    expect((await saved(quick, one)).answers).toEqual({ [first]: 4, [second]: 2, [third]: 3 });
  });

  it('says why a link does not work, and what to do', async () => {
    reader.forgive(/404|409/);
    const expectFault = async (path: string, name: string, advice: RegExp): Promise<Page> => {
      const page = await reader.open(stack, path, phone);
      await says(page, name);
      await page.getByText(advice).waitFor();
      await bothThemes(page);
      expect(await widthOf(page)).toBe(390);
      return page;
    };
    const used = await quick.invite();
    const mine = await begun(used);
    await mine.goto('/answer/elsewhere');
    await says(mine, 'This address is not whole');
    await mine.goto(used.path);
    await mine.getByRole('button', { name: 'Begin' }).waitFor();
    await expectFault(used.path, 'This link was used already', /open it in the browser you used first/);

    const revoked = await quick.invite();
    await quick.revoke(revoked.reference);
    await expectFault(revoked.path, 'This link was taken back', /Ask whoever invited you/);
    await expectFault(used.path.slice(0, -1), 'This address is not whole', /Open the link again/);
    await expectFault(`/answer/${quick.id}`, 'This address is not whole', /after the #/);
    const unknown = await expectFault(`/answer/${quick.id}#${'x'.repeat(43)}`, 'This link leads nowhere', /not copied whole/);
    // A link put into the same tab is opened.
    await unknown.goto((await quick.invite()).path);
    await says(unknown, 'Quick check');
    await expectFault(`/answer/none#key=${'x'.repeat(43)}`, 'This link leads nowhere', /not copied whole/);

    const planned = await openCampaign(stack, { ...open, opensAt: '2026-06-20T08:00:00Z', teams, model: 'quick-check' });
    const later = await planned.invite();
    const early = await expectFault(later.path, 'This campaign has not begun yet', /Your link works from 20 Jun 2026/);
    expect(early.url()).toContain(later.token);
  });

  it('says so when the campaign is closed while somebody answers, and afterwards', async () => {
    reader.forgive(/409/);
    const own = await openCampaign(stack, { ...open, teams, model: 'quick-check' });
    const [late, unused] = [await own.invite(), await own.invite()];
    const page = await begun(late);
    const done = await begun(await own.invite());
    await done.keyboard.press('4');
    await done.goto(`${new URL(done.url()).pathname}#key=${keyIn(done)}&at=.check`);
    await done.getByRole('button', { name: 'Submit my answers' }).click();
    await says(done, /^Thank you/);
    await own.close();
    await page.keyboard.press('4');
    await says(page, 'This campaign is closed');
    await page.getByText('You had not submitted your answers').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate('Object.keys(localStorage).filter((name) => name.startsWith("plumbline-unsaved")).length')).toBe(0);
    await done.evaluate('dispatchEvent(new Event("focus"))');
    await done.getByText('Your answers were submitted, and they count.').waitFor();
    const after = await reader.open(stack, unused.path, phone);
    await says(after, 'This campaign is closed');
    await after.getByText('Nothing can be changed any more').waitFor();
  });
});
