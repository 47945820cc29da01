/** A few lines that are redrawn in place while something runs; nothing at all where nobody watches. */

export type Progress = {
  /** Sets the line of one piece of work; an empty text takes it away. */
  readonly line: (key: string, text: string) => void;
  /** Takes the lines off the screen; the next `line` draws again. */
  readonly clear: () => void;
  /** Takes the lines off and forgets them. */
  readonly done: () => void;
};

type Stream = { readonly isTTY?: boolean; readonly columns?: number; write: (text: string) => unknown };

const silent: Progress = { line: () => {}, clear: () => {}, done: () => {} };
const mostLines = 12;

// Everything below a space and DEL: a repository's name must not steer the screen.
const plain = (text: string): string => [...text].map((char) => (char < ' ' || char === '\u007f' ? '?' : char)).join('');

export function progressDisplay(stream: Stream): Progress {
  if (!stream.isTTY) return silent;
  const lines = new Map<string, string>();
  let drawn = 0;
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    clear();
    const shown = [...lines.values()].slice(0, mostLines).map((text) => plain(text).slice(0, (stream.columns ?? 80) - 1));
    for (const text of shown) stream.write(`${text}\n`);
    drawn = shown.length;
  };
  return {
    line: (key, text) => {
      if (text === '') lines.delete(key);
      else lines.set(key, text);
      draw();
    },
    clear,
    done: () => {
      clear();
      lines.clear();
    },
  };
}
