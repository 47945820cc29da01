/** How far people agree, in a word. */

/** `contested` below .5, `mixed` below .7: the cut-offs for r*, Lindell's index of agreement. */
export type Agreement = 'agreed' | 'mixed' | 'contested';

/**
 * The word for r*. There is none for very strong agreement: beside a whole mean of few people it would say that all of them chose the
 * same. In groups without a histogram the word is all that may be shown of r*, as the index beside the mean gives the histogram away.
 */
export const agreementOf = (r: number): Agreement => (r < 0.5 ? 'contested' : r < 0.7 ? 'mixed' : 'agreed');
