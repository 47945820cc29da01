import { describe, expect, it } from 'vitest';
import { durationSeconds } from '../../src/domain/duration.ts';
import { defaultProductionWords, environmentTier } from '../../src/domain/environment.ts';

const tier = (name: string, hint: true | null = null, words = defaultProductionWords) => environmentTier(name, hint, words);

describe('the tier of an environment', () => {
  it.each(['prod', 'Production', 'live', 'prod-eu', 'eu/production', 'eu_prod.1', 'PROD us'])('%s is production', (name) => {
    expect(tier(name)).toBe('production');
  });

  it.each([
    'preprod',
    'pre-prod',
    'non-production',
    'prod-test',
    'product-tests',
    'not prod',
    'prod_staging',
    'nonprod',
    'productive',
    'qa.production',
    'delivery',
    'github-pages',
    '',
  ])('%s is not production', (name) => {
    expect(tier(name)).not.toBe('production');
  });

  it('follows the configured words before anything else, then the provider', () => {
    expect(tier('github-pages', null, ['github-pages'])).toBe('production');
    expect(tier('pages', null, ['pages'])).toBe('production');
    expect(tier('prod', null, ['pages'])).not.toBe('production');
    expect(tier('customers', true)).toBe('production');
    expect(tier('customers', null)).toBe('development');
  });

  it('tells the other tiers apart', () => {
    expect([tier('staging-eu'), tier('qa'), tier('preview/12'), tier('uat')]).toEqual(['staging', 'testing', 'development', 'staging']);
  });
});

describe('durations', () => {
  it('are a number and a unit', () => {
    expect(['15m', '24h', '30d', '2w', '90s'].map(durationSeconds)).toEqual([900, 86_400, 2_592_000, 1_209_600, 90]);
    expect(['15', 'm', '-3h', '1.5h', '0m', '99999d', '1y', ''].map(durationSeconds)).toEqual(Array(8).fill(null));
  });
});
