import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { listen } from '../support/event-stream.ts';
import { githubServer } from '../support/github-server.ts';
import { commit, deployment, repositoryWorld, sha } from '../support/github-world.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/repositories.ts';
import { githubHeaders } from '../support/webhook.ts';

const secret = 'secret of the running service';

const configuration = (url: string): string => `
sources:
  - { id: github, kind: github, url: "${url}", token: \${TOKEN}, repositories: [acme/shop], every: 1h, webhook_secrets: ["\${OLD}", "\${NEW}"] }
services:
  - { id: shop, repositories: [acme/shop], deployments: [{ from: deployments }], failures: { incident: false } }
`;

const settled = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'sourceId' in data && 'state' in data && data.state === 'idle';
const news = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'services' in data && Array.isArray(data.services) && data.services.includes('shop');

describe('a running service', () => {
  it('shows a deployment that was told as soon as it is derived, and reads soon what a push does not say', async () => {
    const space = await temporaryFolder();
    const database = await testDatabase();
    const world = repositoryWorld('acme/shop');
    commit(world, 'a', '2026-02-10T08:00:00Z', [], 'main');
    const github = await githubServer(world);
    await writeFile(`${space.folder}/plumbline.yaml`, configuration(github.url));
    const { host, port, user, database: name } = database.connection;
    const address = `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`;
    const env = { DATABASE_URL: address, PORT: '0', TOKEN: 't', OLD: 'secret of before', NEW: secret };
    const program = startProgram(['serve'], { cwd: space.folder, env });
    try {
      const at = (await program.matches(/Plumbline is at (http:\/\/127\.0\.0\.1:\d+)/))[1] ?? '';
      const stream = await listen(`${at}/api/v1/stream`);
      await stream.next(({ event, data }) => event === 'collection' && settled(data));
      const repository = { full_name: 'Acme/Shop', html_url: world.htmlUrl, default_branch: 'main' };
      const told = deployment(world, 7, '2026-02-11T08:00:00Z', { sha: sha('a') });
      const status = { id: 70, state: 'success', created_at: '2026-02-11T08:05:00Z' };
      const tell = async (event: string, id: string, payload: object) => {
        const body = JSON.stringify({ ...payload, repository });
        const headers = githubHeaders(body, event, id, secret);
        return await (await fetch(`${at}/api/v1/webhooks/github`, { method: 'POST', headers, body })).json();
      };
      expect(await tell('deployment_status', '1', { deployment: told, deployment_status: status })).toMatchObject({ raws: 2, records: 2 });
      // The shape of answers is checked where the interface is tested.
      const listed = async () => ((await (await fetch(`${at}/api/v1/deployments`)).json()) as { items: object[] }).items;
      // The first derivation may be that of what was read before.
      while ((await listed()).length === 0) await stream.next(({ event, data }) => event === 'data' && news(data));
      expect(await listed()).toMatchObject([{ finishedAt: '2026-02-11T08:05:00.000Z', outcome: 'succeeded' }]);
      expect(await tell('push', '2', { ref: 'refs/heads/main' })).toMatchObject({ collect: true, ignored: null });
      const due = async () => (await database.db.selectFrom('source').select('nextRunAt').executeTakeFirstOrThrow()).nextRunAt;
      expect((await due())?.getTime()).toBeLessThanOrEqual(Date.now());
      stream.close();
      program.kill('SIGINT');
      const ended = await program.ended;
      expect(ended).toMatchObject({ code: 0, signal: null });
      for (const hidden of [secret, 'secret of before']) expect(ended.out + ended.error).not.toContain(hidden);
    } finally {
      program.kill('SIGTERM');
      await program.ended;
      await github.close();
      await database.close();
      await space.remove();
    }
  });
});
