/** What somebody who answers reads. Pure. */

import type { Asked, Given } from './answer-changes.ts';
import type { NoAnswer, WireQuestionnaire, WireRefusal } from './api.ts';
import { count, moment, some } from './format.ts';

/** The words of the two scales, the lowest first; results use them, too. */
export const scales: Readonly<Record<Exclude<Asked['scale'], 'options'>, readonly string[]>> = {
  coverage: ['None of it', 'A little of it', 'About half of it', 'Most of it', 'All of it'],
  perception: ['Strongly disagree', 'Disagree', 'Neither', 'Agree', 'Strongly agree'],
};

export type OneAnswer = { readonly value: Given; readonly label: string; readonly key: string };

/** The answers on a statement's scale, the lowest first, with the key that chooses each. */
export const choicesOf = ({ scale, options }: Pick<Asked, 'scale' | 'options'>): readonly OneAnswer[] =>
  (scale === 'options' ? options.map(({ text }) => text) : scales[scale]).map((label, at) => ({
    // At most six, which the model's file is held to.
    value: (at + 1) as Given,
    label,
    key: String(at + 1),
  }));

/** As good as any answer of the scale, and not the same as leaving it blank. */
export const otherAnswers: readonly OneAnswer[] = [
  { value: 'dont_know', label: 'Can’t judge', key: 'C' },
  { value: 'not_applicable', label: 'Not applicable', key: 'N' },
];

export const answersTo = (statement: Pick<Asked, 'scale' | 'options'>): readonly OneAnswer[] => [...choicesOf(statement), ...otherAnswers];

export const labelOf = (statement: Asked, answer: Given | undefined): string =>
  answersTo(statement).find(({ value }) => value === answer)?.label ?? 'Left blank';

/** How a statement is to be answered. */
export const askedHow: Readonly<Record<Asked['scale'], string>> = {
  coverage: 'For how much of your team’s work is this true?',
  perception: 'How far do you agree?',
  options: 'Choose what comes nearest.',
};

export const asWhom: Readonly<Record<string, string>> = {
  developer: 'Somebody who builds the product',
  platform: 'Somebody who builds or runs what others build on',
  lead: 'Somebody who leads the team',
};

/** "about 9 minutes". */
export const minutesInWords = (minutes: number): string =>
  minutes < 1 ? 'less than a minute' : `about ${some(Math.ceil(minutes), 'minute')}`;

/** Instants of a campaign as the clock of whoever reads them says. */
export const when = (at: string): string => moment(new Date(at), Intl.DateTimeFormat().resolvedOptions().timeZone);

type Rules = Pick<WireQuestionnaire, 'campaign' | 'consensus' | 'team'>;

/** Who will see what, in sentences. */
export function whoSees({ campaign: { perceptionMinimum: most, practiceMinimum: fewest }, consensus, team }: Rules): readonly string[] {
  if (consensus)
    return [
      `${team.name} answers together: one set of answers for the whole team, and everybody in the room knows them.`,
      'They are shown openly as the answers of the team, not hidden in a group.',
    ];
  const few = `Fewer than ${count(most)} people’s answers are never shown, only those of a larger group together`;
  return [
    'Your answers lead to nobody. They are kept with your team and role alone: not your name, not the time, not the link you came by.',
    fewest < most
      ? `${few}. One exception: what a team does, rather than what it thinks, is shown from ${count(fewest)} people on.`
      : `${few}.`,
    'Whoever invited you may see how many have answered, never who.',
  ];
}

export const noteWarning = ({ campaign: { perceptionMinimum } }: Rules): string =>
  `Shown word for word, in no order, to readers of the results of a group of ${count(perceptionMinimum)} or more. Do not write who you are, and name nobody.`;

export type Fault = { readonly title: string; readonly sentences: readonly string[] };

export const badAddress: Fault = {
  title: 'This address is not whole',
  sentences: [
    'The part after the # is missing, or some of it is. It is what lets you answer.',
    'Open the link again from the message it came in, or copy it from there to its very end.',
  ],
};

/** What the interface says of why it refuses; null = nothing of the kind. */
export function refusalOf({ code, details }: Pick<NoAnswer, 'code' | 'details'>): WireRefusal | null {
  if (code !== 'conflict' || typeof details !== 'object' || details === null || !('reason' in details)) return null;
  // The shape every refusal of answers has, held to in the tests.
  return details as WireRefusal;
}

/** What was kept when the campaign closed. */
export type AtTheClose = { readonly submitted: boolean; readonly unsaved: boolean };

function closed(before: AtTheClose | null): readonly string[] {
  if (before === null) return ['What was submitted until then counts. What was not is deleted. Nothing can be changed any more.'];
  if (!before.submitted) return ['You had not submitted your answers, so they do not count, and they are deleted.'];
  const counts = 'Your answers were submitted, and they count.';
  return [before.unsaved ? `${counts} What you changed last came too late.` : counts];
}

/** Why somebody cannot answer, and what to do; `before` = what they had done when they were answering already. */
export function faultOf(error: Pick<NoAnswer, 'code' | 'message' | 'details'>, before: AtTheClose | null = null): Fault {
  const refusal = refusalOf(error);
  if (refusal?.reason === 'planned')
    return { title: 'This campaign has not begun yet', sentences: [`Your link works from ${when(refusal.opensAt)}. Keep it until then.`] };
  if (refusal?.reason === 'closed')
    return {
      title: 'This campaign is closed',
      sentences: [...closed(before), 'Results are shown to your team. Whoever invited you knows where.'],
    };
  if (refusal?.reason === 'revoked')
    return { title: 'This link was taken back', sentences: ['Nobody has answered by it. Ask whoever invited you for another.'] };
  if (refusal?.reason === 'used')
    return {
      title: 'This link was used already',
      sentences: [
        'A link is for one person and one browser. If it was you, open it in the browser you used first, or use your own address if you copied it.',
        'If it was not you, ask whoever invited you for another link.',
      ],
    };
  if (error.code === 'not_found')
    return {
      title: 'This link leads nowhere',
      sentences: [
        'It was not copied whole, or it belongs to a campaign that is gone. Open it again from the message it came in.',
        'If that does not help, ask whoever invited you for another.',
      ],
    };
  return { title: 'The questionnaire cannot be opened just now', sentences: [troubleInWords(error)] };
}

/** What went wrong, for somebody who can neither look at the server nor start it. */
export function troubleInWords(cause: unknown): string {
  const { code = 'internal', message = '' }: Partial<NoAnswer> = cause instanceof Object ? cause : {};
  if (code === 'unavailable') return 'The server cannot be reached. Look whether you are online.';
  return code === 'internal' ? 'Something went wrong at the server.' : message;
}

/** Worth another try without anybody doing anything. */
export const isPassing = ({ code }: Pick<NoAnswer, 'code'>): boolean => ['unavailable', 'internal', 'rate_limited'].includes(code);
