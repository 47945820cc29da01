/**
 * Benchmarks of DORA's Quick Check, edition 2025 (dora.dev, CC BY 4.0): what respondents said of themselves, mean and standard deviation
 * on a scale of 0 to 10. Higher is better everywhere: the shares, which are stored there the other way round, and recovery in the table by
 * size, likewise, are turned here.
 */

import type { Industry, Size } from '../domain/benchmark.ts';

export const edition = 2025;

type Score = readonly [mean: number, sd: number];
/** In the order: change lead time, deployment frequency, failed deployment recovery time, change fail rate, deployment rework rate. */
export type Scores = readonly [Score, Score, Score, Score, Score];

export const byIndustry: Readonly<Record<Industry, Scores>> = {
  all: [
    [5.5, 2.4],
    [4.8, 2.8],
    [7.4, 2.1],
    [8.1, 2.1],
    [7.8, 2.2],
  ],
  consumer: [
    [5.9, 2.3],
    [5.3, 2.7],
    [7.8, 1.8],
    [8.3, 2.0],
    [8.0, 1.9],
  ],
  'media-entertainment': [
    [5.8, 2.4],
    [5.2, 2.7],
    [7.6, 2.1],
    [8.2, 1.8],
    [8.2, 1.7],
  ],
  'non-profit': [
    [5.9, 2.7],
    [4.5, 2.6],
    [7.5, 1.8],
    [7.8, 2.8],
    [7.9, 2.5],
  ],
  technology: [
    [5.7, 2.4],
    [4.9, 2.8],
    [7.4, 2.1],
    [8.1, 2.0],
    [7.7, 2.2],
  ],
  telecommunications: [
    [5.2, 2.4],
    [4.7, 2.6],
    [7.2, 2.3],
    [7.6, 2.5],
    [7.4, 2.5],
  ],
  education: [
    [5.5, 2.6],
    [4.5, 2.9],
    [6.6, 2.6],
    [7.3, 2.4],
    [7.1, 2.3],
  ],
  'financial-services': [
    [5.4, 2.3],
    [5.1, 2.6],
    [7.7, 1.9],
    [8.3, 2.1],
    [8.1, 1.9],
  ],
  'healthcare-pharmaceuticals': [
    [5.0, 2.6],
    [4.3, 2.8],
    [7.1, 2.2],
    [7.5, 2.3],
    [7.4, 2.4],
  ],
  energy: [
    [5.4, 2.5],
    [4.5, 2.7],
    [7.2, 1.9],
    [8.2, 1.8],
    [7.9, 1.9],
  ],
  government: [
    [4.8, 2.6],
    [4.3, 3.0],
    [7.0, 2.1],
    [7.9, 2.2],
    [7.6, 2.2],
  ],
  insurance: [
    [4.8, 2.2],
    [4.4, 2.5],
    [7.5, 1.8],
    [8.3, 2.0],
    [8.2, 1.9],
  ],
  'industrials-manufacturing': [
    [4.9, 2.6],
    [3.7, 2.7],
    [6.5, 2.3],
    [8.0, 1.9],
    [7.6, 2.3],
  ],
  other: [
    [5.7, 2.4],
    [5.0, 2.7],
    [7.6, 2.0],
    [8.4, 1.9],
    [8.0, 2.0],
  ],
};

export const bySize: Readonly<Record<Size, Scores>> = {
  '1': [
    [6.4, 2.7],
    [5.1, 3.4],
    [7.2, 2.6],
    [7.0, 3.1],
    [6.7, 3.1],
  ],
  '2-9': [
    [6.4, 2.7],
    [4.8, 2.9],
    [7.7, 2.2],
    [8.1, 2.2],
    [7.7, 2.3],
  ],
  '20-99': [
    [5.8, 2.3],
    [4.4, 2.4],
    [7.6, 1.9],
    [8.3, 1.8],
    [7.7, 2.1],
  ],
  '100-499': [
    [5.6, 2.4],
    [4.8, 2.7],
    [7.4, 2.1],
    [8.1, 2.0],
    [7.7, 2.2],
  ],
  '500-999': [
    [5.5, 2.4],
    [4.7, 2.6],
    [7.3, 2.1],
    [8.2, 2.1],
    [7.8, 2.2],
  ],
  '1000-4999': [
    [5.3, 2.4],
    [4.7, 2.7],
    [7.4, 2.2],
    [8.1, 2.1],
    [7.9, 2.1],
  ],
  '5000-9999': [
    [5.4, 2.4],
    [4.8, 2.8],
    [7.5, 1.9],
    [8.2, 2.1],
    [8.0, 1.9],
  ],
  '10000+': [
    [5.2, 2.5],
    [4.9, 2.8],
    [7.2, 2.2],
    [8.1, 2.2],
    [7.9, 2.2],
  ],
};
