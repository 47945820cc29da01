/** A reader with a real browser: opens pages, hears every complaint, and knows every host they spoke to. */

import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { type Found, startBrowser } from '../support/browser.ts';
import type { Stack } from './stack.ts';

export type Reader = {
  readonly open: (from: Stack, path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** A complaint that was provoked on purpose: the browser itself reports what was aborted or refused. */
  readonly forgive: (text: RegExp) => void;
  /** After each test: closes its pages, and fails if one complained or spoke to anybody but these. */
  readonly settle: (...stacks: readonly Stack[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

const unanswered = new WeakMap<Page, Set<Request>>();

/** How many questions of a page have no answer yet. The stream of news has none, ever. */
export const waitingOn = (page: Page): number => unanswered.get(page)?.size ?? 0;

function follow(page: Page): void {
  const open = new Set<Request>();
  unanswered.set(page, open);
  page.on('request', (request) => new URL(request.url()).pathname !== '/api/v1/stream' && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
}

export async function startReader(found: Found): Promise<Reader> {
  const browser: Browser = await startBrowser(found);
  let complaints: string[] = [];
  let hosts = new Set<string>();
  let forgiven: RegExp[] = [];
  const contexts: BrowserContext[] = [];
  return {
    open: async (from, path, options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        baseURL: from.address,
        locale: 'en-GB',
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      follow(page);
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => hosts.add(new URL(request.url()).host));
      await page.goto(path);
      return page;
    },
    forgive: (text) => {
      forgiven.push(text);
    },
    settle: async (...stacks) => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      const said = complaints.filter((text) => !forgiven.some((one) => one.test(text)));
      const spokenTo = [...hosts].filter((host) => !stacks.some(({ address }) => address.endsWith(host)));
      complaints = [];
      hosts = new Set();
      forgiven = [];
      expect({ said, spokenTo }).toEqual({ said: [], spokenTo: [] });
    },
    close: () => browser.close(),
  };
}

/** Serious and critical faults of accessibility. Evaluated by the debugger, so that the page's own policy need not be loosened for it. */
export async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  // What axe answers to a run.
  const { violations } = found as { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
}

/** Presses Tab until something is focused; the limit is far beyond the number of stops there are. */
export async function tabTo(page: Page, there: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate(there)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard never came to ${there}`);
}

/** What the interface answers; its declarations are held against it in the contract tests. */
export async function answer<T>({ address }: Stack, path: string): Promise<T> {
  const response = await fetch(`${address}/api/v1${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Numbers as pages write them have narrow spaces. */
export const plain = (text: string | null | undefined): string =>
  (text ?? '')
    .replace(/[\u202f\u00a0]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
