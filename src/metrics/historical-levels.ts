/**
 * Performance levels as DORA's reports published them, as dated reference data, shown only where a reader asks for them. They are medians
 * of clusters of that year's respondents, not thresholds: a team that did not change may change its level from year to year, levels overlap
 * and leave gaps, and none were published after 2024.
 */

export type Level = {
  readonly name: 'elite' | 'high' | 'medium' | 'low';
  /** Share of respondents, in per cent. */
  readonly respondents: number;
  readonly deploymentFrequency: string;
  readonly changeLeadTime: string;
  readonly recoveryTime: string;
  readonly changeFailRate: string;
};
export type LevelTable = { readonly year: number; readonly levels: readonly Level[]; readonly note: string };

const level = (
  name: Level['name'],
  respondents: number,
  deploymentFrequency: string,
  changeLeadTime: string,
  recoveryTime: string,
  changeFailRate: string,
): Level => ({ name, respondents, deploymentFrequency, changeLeadTime, recoveryTime, changeFailRate });

const demand = 'on demand';
const weekly = 'between once a day and once a week';
const monthly = 'between once a week and once a month';
const halfYearly = 'between once a month and once every six months';

export const historicalLevels: readonly LevelTable[] = [
  {
    year: 2019,
    note: 'Elite, high and medium share a change fail rate of 0–15 %.',
    levels: [
      level('elite', 20, demand, 'less than a day', 'less than an hour', '0–15 %'),
      level('high', 23, weekly, 'a day to a week', 'less than a day', '0–15 %'),
      level('medium', 44, monthly, 'a week to a month', 'less than a day', '0–15 %'),
      level('low', 12, halfYearly, 'one to six months', 'a week to a month', '46–60 %'),
    ],
  },
  {
    year: 2021,
    note: 'High, medium and low share a change fail rate of 16–30 %; nothing lies between on demand and weekly.',
    levels: [
      level('elite', 26, demand, 'less than an hour', 'less than an hour', '0–15 %'),
      level('high', 40, monthly, 'a day to a week', 'less than a day', '16–30 %'),
      level('medium', 28, halfYearly, 'one to six months', 'a day to a week', '16–30 %'),
      level('low', 7, 'less than once every six months', 'more than six months', 'more than six months', '16–30 %'),
    ],
  },
  {
    year: 2022,
    note: 'There was no elite level; high means something else than in other years.',
    levels: [
      level('high', 11, demand, 'a day to a week', 'less than a day', '0–15 %'),
      level('medium', 69, monthly, 'a week to a month', 'a day to a week', '16–30 %'),
      level('low', 19, halfYearly, 'one to six months', 'a week to a month', '46–60 %'),
    ],
  },
  {
    year: 2023,
    note: 'Medium and low share deployment frequency and lead time; the change fail rate is a single value.',
    levels: [
      level('elite', 18, demand, 'less than a day', 'less than an hour', '5 %'),
      level('high', 31, weekly, 'a day to a week', 'less than a day', '10 %'),
      level('medium', 33, monthly, 'a week to a month', 'a day to a week', '15 %'),
      level('low', 18, monthly, 'a week to a month', 'one to six months', '64 %'),
    ],
  },
  {
    year: 2024,
    note: 'Medium (10 %) has a lower change fail rate than high (20 %): levels were ordered by throughput.',
    levels: [
      level('elite', 19, demand, 'less than a day', 'less than an hour', '5 %'),
      level('high', 22, weekly, 'a day to a week', 'less than a day', '20 %'),
      level('medium', 35, monthly, 'a week to a month', 'less than a day', '10 %'),
      level('low', 25, halfYearly, 'one to six months', 'a week to a month', '40 %'),
    ],
  },
];
