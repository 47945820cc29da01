/** A plain page that lists the interface, made from the OpenAPI document: no scripts, nothing loaded from elsewhere. */

import { routes } from './routes.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function rowOf(route: (typeof routes)[number]): string {
  const names = Object.keys(route.query?.shape ?? {}).join(', ');
  return `<tr><td><code>${route.method.toUpperCase()} /api/v1${escaped(route.path)}</code></td><td>${escaped(route.summary)}</td><td>${escaped(names)}</td></tr>`;
}

export function docsPage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plumbline API</title></head>
<body><h1>Plumbline API</h1><p>The whole description: <a href="openapi.json">openapi.json</a>.</p>
<table><thead><tr><th>Address</th><th>Answer</th><th>Parameters</th></tr></thead><tbody>${routes.map(rowOf).join('\n')}</tbody></table></body></html>`;
}
