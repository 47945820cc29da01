/** Durations as a configuration writes them: `15m`, `24h`, `30d`, `2w`. */

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Seconds of a duration, or null when the text is none. At most ten years. */
export function durationSeconds(text: string): number | null {
  const match = /^(\d{1,9})([smhdw])$/.exec(text.trim());
  const seconds = Number(match?.[1]) * (secondsOf[match?.[2] ?? ''] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 && seconds <= 10 * 366 * 86_400 ? seconds : null;
}
