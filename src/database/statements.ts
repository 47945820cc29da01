/** Cuts a SQL script into statements, because distributed databases take one DDL statement per call. */

/** Strings, quoted names, comments and dollar-quoted bodies, inside which a semicolon ends nothing; or a semicolon. */
const piece = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|;/g;

/** The statements in order, without their semicolons; empty ones and lone comments are left out. */
export function splitStatements(script: string): readonly string[] {
  const ends = [...script.matchAll(piece)].filter((match) => match[0] === ';').map((match) => match.index);
  const starts = [0, ...ends.map((end) => end + 1)];
  return starts.map((start, i) => script.slice(start, ends[i]).trim()).filter(hasContent);
}

function hasContent(statement: string): boolean {
  return statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '';
}
