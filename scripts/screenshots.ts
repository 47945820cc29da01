/** Pictures of the documentation, taken of the demonstration as of a fixed day: the same picture from the same program. */

import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open.ts';
import { fillWithDemo, startStack } from '../test/browser/stack.ts';
import { findBrowser, startBrowser } from '../test/support/browser.ts';
import { temporaryFolder } from '../test/support/temporary.ts';

const now = new Date('2026-11-23T06:40:00Z');
const images = fileURLToPath(new URL('../docs/images/', import.meta.url));

async function shoot(address: string): Promise<void> {
  const browser = await startBrowser(await findBrowser());
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.locator('.panels[aria-busy="false"] canvas').nth(4).waitFor();
    await page.screenshot({ path: `${images}overview.png` });
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  await mkdir(images, { recursive: true });
  const dataFolder = temporaryFolder('screenshots');
  const database = await openDatabase({ databaseUrl: null, dataFolder, durable: false });
  try {
    await migrate(database);
    await fillWithDemo(database, now);
    const stack = await startStack(database, now, 'UTC');
    await shoot(stack.address).finally(stack.close);
  } finally {
    await database.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

await main();
