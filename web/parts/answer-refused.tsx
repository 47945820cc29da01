import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Fault } from '../answer-words.ts';

type Given = {
  readonly title: string;
  /** Whether somebody came here from another place of the questionnaire: then they read on from the title. */
  readonly moved?: boolean;
  readonly about?: string;
  readonly children?: ComponentChildren;
};

/** A page for somebody who was asked: the product's name, a title, and nothing that leads elsewhere. */
export function AnswerPage({ title, moved = false, about, children }: Given) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!moved) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return (
    <div class="answer">
      <AnswerHead about={about} />
      <div class="answer-text">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </div>
  );
}

/** Whose page this is; `about` = which campaign and team. */
export function AnswerHead({ about }: { readonly about?: string | undefined }) {
  return (
    <p class="answer-head">
      <svg class="bob" viewBox="0 0 24 32" width="15" height="20" aria-hidden="true" focusable="false">
        <path class="line" d="M12 0v14" />
        <path class="weight" d="M12 31l-6-10 2-6h8l2 6z" />
      </svg>
      <strong>Plumbline</strong>
      {about !== undefined && <span class="quiet">{about}</span>}
    </p>
  );
}

/** Why somebody cannot answer, and what to do. */
export function Refused({ fault: { title, sentences }, children }: { readonly fault: Fault; readonly children?: ComponentChildren }) {
  return (
    <AnswerPage title={title} moved>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {children}
    </AnswerPage>
  );
}
