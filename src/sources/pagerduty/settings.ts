/** What a PagerDuty source is told. */

export type PagerdutySettings = {
  readonly sourceId: string;
  /** `https://api.pagerduty.com`, `https://api.eu.pagerduty.com`, or any address that answers like them. */
  readonly url: string;
  readonly token: string | null;
  /** Incidents opened before it are not read; null = all, since the oldest service was made. */
  readonly since: Date | null;
  /** How long late news of old incidents is looked for; open ones are followed whatever their age. */
  readonly rereadDays: number;
  /** PagerDuty services that rules name: of their incidents notes and related changes are read as well. */
  readonly services: ReadonlySet<string>;
};
