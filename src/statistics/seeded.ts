/** Random numbers that anybody can draw again: the same text gives the same numbers on every machine. */

/** FNV-1a, 32 bits (Fowler, Noll and Vo), from a start of one's own. */
function hashOf(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** Uniform in [0, 1): sfc32 by Chris Doty-Humphrey (PractRand, public domain), its state filled from hashes of the seed. */
export function seeded(seed: string): () => number {
  let [a, b, c, counter] = [hashOf(seed, 0x811c9dc5 | 0), hashOf(seed, 0x050c5d1f), hashOf(seed, 0x27d4eb2f), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first numbers of seeds that are alike would be alike.
  for (let index = 0; index < 15; index += 1) next();
  return next;
}
