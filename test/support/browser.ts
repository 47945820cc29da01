/** A real Chromium for tests and screenshots: named, installed, or unpacked from a package; nothing is downloaded. */

import { existsSync, mkdirSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Not those of the package: they would switch off the very rules under test. */
const args = ['--no-sandbox', '--disable-gpu', '--headless=shell', '--disable-background-networking'];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The package unpacks itself into TMPDIR, and its own libraries only when it believes itself on a bare machine. */
async function unpacked(): Promise<string> {
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env;
  const folder = new URL('../../node_modules/.cache/chromium', import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    restore('TMPDIR', TMPDIR);
    restore('AWS_EXECUTION_ENV', AWS_EXECUTION_ENV);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

export type Found = { readonly path: string } | { readonly path: null; readonly why: string };

/** Where Chromium is: CHROME_PATH, then an installed one, then the package. Demanded by CI or REQUIRE_BROWSER, its absence is an error. */
export async function findBrowser(): Promise<Found> {
  const named = process.env.CHROME_PATH;
  const present = named ?? installed.find((path) => existsSync(path));
  if (present !== undefined) return { path: present };
  try {
    return { path: await unpacked() };
  } catch (cause) {
    const why = `no Chromium (tried CHROME_PATH, ${installed.length} usual places, @sparticuz/chromium: ${cause instanceof Error ? cause.message : cause})`;
    if (process.env.CI === 'true' || process.env.REQUIRE_BROWSER === '1') throw new Error(`A browser is required, but there is ${why}`);
    return { path: null, why };
  }
}

export const startBrowser = (path: string): Promise<Browser> => chromium.launch({ executablePath: path, args });
