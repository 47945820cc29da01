import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = readdirSync(join(root, 'web'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && name !== 'vite.config.ts')
  .map((name) => join('web', name));

/** Import and export statements of a file: whether they take types alone, and where they lead, seen from the root. */
function taken(file: string): readonly { readonly types: boolean; readonly to: string }[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statement = /^(?:import( type)? (?:[^;']*? from )?|export( type)? [^;'=]*? from )'([^']+)';|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(statement)].map(([, imported, exported, fixed, late]) => {
    const named = fixed ?? late ?? '';
    return { types: (imported ?? exported) !== undefined, to: named.startsWith('.') ? normalize(join(file, '..', named)) : named };
  });
}

/** Hooks, router and charts; anything else would come along in every reader's first load. */
const libraries = /^(preact(\/hooks)?|preact-iso\/(router|lazy)|chart\.js)$/;

describe('the pages', () => {
  it.each(files)('%s takes only types from the program, and only the libraries of the pages', (file) => {
    for (const { types, to } of taken(file)) {
      if (to.startsWith('web/')) continue;
      if (to.startsWith('src/')) expect({ to, types }).toEqual({ to, types: true });
      else expect(to).toMatch(libraries);
    }
  });

  it('load the chart library only when a chart appears', () => {
    const users = files.filter((file) => taken(file).some(({ to }) => to === 'chart.js'));
    expect(users).toEqual(['web/charts/draw.ts']);
    const eager = files.filter((file) => /^import (?!type)[^;]*from '[^']*\/draw\.ts'/m.test(readFileSync(join(root, file), 'utf8')));
    expect(eager).toEqual([]);
  });
});
