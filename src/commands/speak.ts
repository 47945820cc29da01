/** Numbers as people say them. Null is said as "–": unknown is never 0. */

import type { Metric } from '../metrics/result.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const two = (whole: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;

/** Seconds as `45 s`, `12 min`, `9 h 20 min`, `3 d 4 h`, `41 d`. */
export function speakDuration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 0) return `−${speakDuration(-seconds)}`;
  if (seconds < minute) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / minute);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / hour);
  if (hours < 10 * 24) return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
  return `${Math.round(seconds / day)} d`;
}

const short = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(1));

/** Per day as `3.4 a day`, `2.1 a week`, or `one in 12 d`. */
export function speakFrequency(perDay: number | null): string {
  if (perDay === null) return '–';
  if (perDay === 0) return 'none';
  if (perDay >= 1) return `${short(perDay)} a day`;
  if (perDay * 7 >= 1) return `${short(perDay * 7)} a week`;
  return `one in ${short(1 / perDay)} d`;
}

/** A share as `12 %`, below ten per cent with one decimal. */
export function speakShare(share: number | null): string {
  if (share === null) return '–';
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

const byUnit = { seconds: speakDuration, per_day: speakFrequency, share: speakShare } as const;

export function speak(unit: Metric['unit'], value: number | null): string {
  return byUnit[unit](value);
}

/** The headline: `9 h 20 min`, `3.4 a day`, `12 % (6 of 50)`, or what there is instead of a value. */
export function speakValue(metric: Metric): string {
  if (metric.state === 'no_source') return 'no source';
  if (metric.state === 'too_little_data') return 'too little data';
  const value = speak(metric.unit, metric.value);
  const { numerator, denominator } = metric;
  return metric.unit === 'share' && numerator !== undefined && denominator !== undefined
    ? `${value} (${numerator} of ${denominator})`
    : value;
}

export function speakInterval(metric: Metric): string {
  const { interval, unit } = metric;
  return interval === null ? '' : `${speak(unit, interval.low)} … ${speak(unit, interval.high)}`;
}
