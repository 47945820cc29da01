/** What a version's name says of itself; shared by the sources that see tags. */

const preReleaseWord = /(^|[^a-z])(alpha|beta|rc|pre|preview|dev|nightly|snapshot|canary|next|milestone)([^a-z]|$)/i;
const milestone = /\d[._-]?(a|b|m)\d+$/i;

/** Whether a tag's own name says that it is a pre-release: `v2.0.0-rc.1`, `1.0-beta2`, `3.0b1`, `8.0-m01`. */
export function namesPreRelease(tag: string): boolean {
  return preReleaseWord.test(tag) || milestone.test(tag);
}
