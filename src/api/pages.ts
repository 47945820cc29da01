/** Serves the built pages: hashed files for ever, the entry page fresh, and the entry page for every address of the dashboard. */

import express, { type Express } from 'express';

export function mountPages(app: Express, webFolder: string): void {
  app.use('/assets', express.static(`${webFolder}/assets`, { immutable: true, maxAge: '1y', index: false }));
  app.use(express.static(webFolder, { index: false, maxAge: 0 }));
  // Ids hold dots (tags, versions), so the pages about one thing are named; anything else with a dot is a file that is not there.
  app.get(/^\/(?:(?:teams|services|deployments|incidents)\/.+|(?!api\/|assets\/)[^.]*)$/, (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: webFolder });
  });
}
