import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { WireCampaignStory } from '../../web/api.ts';
import { findBrowser } from '../support/browser.ts';
import { openCampaign } from '../support/campaign.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const open = { opensAt: '2026-06-01T00:00:00Z', closesAt: '2026-07-01T00:00:00Z' };
const phone = { viewport: { width: 390, height: 844 } };

const broken = { file: 'models/ours.yaml', faults: ['models/ours.yaml:3:5 level: must be 2, 3, 4 or 5'] };

let database: Database;
let stack: Stack;
let reader: Reader;

const focusedOn = (name: string): string => `document.activeElement.textContent.trim() === ${JSON.stringify(name)}`;
const widthOf = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth');
const idIn = (page: Page): string => new URL(page.url()).pathname.split('/')[2] ?? '';
const story = (page: Page): Promise<WireCampaignStory> => answer(stack, `/assessments/campaigns/${idIn(page)}`);
const alert = async (page: Page): Promise<string> => plain(await page.getByRole('alert').filter({ hasText: /./ }).first().textContent());

async function clean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faults(page)).toEqual([]);
  }
}

describe.skipIf(found.path === null)(`campaigns in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    await loadWorld(database.db, workedHistory);
    stack = await startStack(database, now, 'Europe/Berlin', { models: { models: [], unusable: [broken] } });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  it('say what they are where nobody was asked yet, and lead to every team', async () => {
    const page = await reader.open(stack, '/maturity');
    await page.getByText('Nobody was asked yet').waitFor();
    await page.locator('.team-links a').first().waitFor();
    expect(await page.locator('.team-links a').first().getAttribute('href')).toMatch(/^\/teams\/.+\/maturity$/);
    await clean(page);
  });

  it('are made by keyboard: what is missing is said, what was chosen is kept', async () => {
    const page = await reader.open(stack, '/maturity/new');
    await page.getByRole('checkbox', { name: 'web', exact: true }).or(page.locator('.choose-teams input').first()).first().waitFor();
    await page.getByText(broken.faults[0] ?? '').waitFor();
    await clean(page);
    await tabTo(page, focusedOn('Make the campaign'));
    await page.keyboard.press('Enter');
    expect(await alert(page)).toMatch(/Give the campaign a name.*Choose at least one team/);
    await page.getByRole('textbox', { name: 'Name' }).fill('Spring');
    await page.getByLabel('Last day').fill('2026-06-01');
    await page.keyboard.press('Enter');
    expect(await alert(page)).toMatch(/It closes before it opens/);
    await page.getByLabel('Last day').fill('2026-06-20');
    await tabTo(page, focusedOn('Choose all'));
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /^Everybody of a team the same/ }).check();
    await page.getByRole('radio', { name: /^Three for practices/ }).check();
    await tabTo(page, focusedOn('Make the campaign'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Spring' }).waitFor();
    expect(await story(page)).toMatchObject({
      name: 'Spring',
      state: 'open',
      practiceMinimum: 3,
      // The last day is whole, on the clocks of the organisation.
      closesAt: '2026-06-20T22:00:00.000Z',
    });
    const [team] = (await story(page)).teams;
    expect(new Set(team?.roles.map(({ statements }) => statements))).toEqual(new Set([34]));
  });

  it('hand out links that are shown once, with words to send, and take them back', async () => {
    const { id } = await openCampaign(stack, { ...open, teams: [{ id: 'web' }, { id: 'pay', consensus: true }], name: 'Links' });
    const page = await reader.open(stack, `/maturity/${id}`);
    // A team that answers together needs one link, and no role.
    await page.getByRole('button', { name: 'Make the link of the team' }).waitFor();
    await page.getByRole('combobox', { name: /^Team/ }).selectOption('web');
    await page.getByLabel('How many').fill('3');
    await page.getByRole('button', { name: 'Make links' }).click();
    await page.getByText(/3 links for/).waitFor();
    const addresses = await page.locator('.link-list code').allTextContents();
    expect(addresses).toHaveLength(3);
    for (const address of addresses) expect(address).toMatch(new RegExp(`^${stack.address}/answer/${id}#[\\w-]{43}$`));
    await clean(page);
    await page.getByText('3 links made so far').click();
    await page
      .getByRole('button', { name: /^Take back/ })
      .first()
      .click();
    await page.getByText(/is taken back: nobody can answer with it/).waitFor();
    await page.getByText('taken back', { exact: false }).first().waitFor();
    expect((await story(page)).invited).toBe(2);
    expect(plain(await page.locator('.message').nth(1).textContent())).toMatch(
      /This goes to everybody, because nobody can see who has answered/,
    );

    await page.reload();
    await page.getByText('3 links made so far').waitFor();
    expect(await page.locator('.link-list').count()).toBe(0);
    expect(await page.content()).not.toContain(addresses[0]?.split('#')[1]);

    // It may be the one that was taken back: which of them that was is told to nobody.
    reader.forgive(/409/);
    const links = await reader.open(stack, addresses.at(-1)?.replace(stack.address, '') ?? '');
    await links.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(links.url()).pathname).toBe(`/answer/${id}`);
  });

  it('refuse more links than anybody needs, and say how many are possible', async () => {
    const { id } = await openCampaign(stack, { ...open, teams: [{ id: 'web' }], name: 'Many' });
    const page = await reader.open(stack, `/maturity/${id}`);
    reader.forgive(/400/);
    await page.getByLabel('How many').fill('1000');
    await page.getByRole('button', { name: 'Make links' }).click();
    expect(await alert(page)).toMatch(/1 to 500/);
    expect(await page.getByLabel('How many').inputValue()).toBe('1000');
  });

  it('tell no rate of a team of three', async () => {
    const campaign = await openCampaign(stack, { ...open, teams: [{ id: 'web' }], name: 'Small' });
    for (let i = 0; i < 3; i += 1) await campaign.invite();
    const page = await reader.open(stack, `/maturity/${campaign.id}`, phone);
    await page
      .getByText(/not told: of 3 people it would show who answered/)
      .first()
      .waitFor();
    expect(await widthOf(page)).toBe(390);
    await clean(page);
  });

  it('close for good after asking once more, and lead to the results', async () => {
    const { id } = await openCampaign(stack, { ...open, teams: [{ id: 'web' }], name: 'Closing' });
    const page = await reader.open(stack, `/maturity/${id}`);
    await page.getByRole('button', { name: 'Close the campaign …' }).click();
    await page.getByText('This cannot be undone').waitFor();
    // What is safe has the focus.
    expect(await page.evaluate(focusedOn('Leave it open'))).toBe(true);
    await clean(page);
    await page.keyboard.press('Escape');
    expect((await story(page)).state).toBe('open');
    await page.getByRole('button', { name: 'Close the campaign …' }).click();
    await page.getByRole('button', { name: 'Close for good' }).click();
    await page.getByText('The campaign is closed.').waitFor();
    expect(await page.getByRole('link', { name: 'Results of the organisation' }).getAttribute('href')).toBe(`/maturity/${id}/results`);
    expect((await story(page)).state).toBe('closed');
    expect(await page.getByRole('button', { name: /Make links/ }).count()).toBe(0);
  });
});
