import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { isAlive, serverPid, startChild } from '../support/launcher-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

let dataFolder: string;
beforeEach(() => {
  dataFolder = temporaryFolder('launcher');
});
afterEach(() => {
  const left = serverPid(dataFolder);
  if (left !== null && isAlive(left)) process.kill(left, 'SIGQUIT');
  rmSync(dataFolder, { recursive: true, force: true });
});

const open = (installed = true) => openDatabase({ databaseUrl: null, dataFolder, durable: false, installed });
const count = { rows: [{ n: 1 }] };

describe('the embedded database', () => {
  it('starts on first use, keeps what was written, and stops when closed', async () => {
    const first = await open();
    await first.pool.query('create table kept as select 1 as n');
    const pid = serverPid(dataFolder) ?? 0;
    await first.close();
    await first.close();
    expect(serverPid(dataFolder)).toBeNull();
    expect(isAlive(pid)).toBe(false);
    const second = await open();
    expect((await second.pool.query('select n from kept')).rows).toEqual(count.rows);
    await second.close();
  });

  it('listens on no network port', async () => {
    const database = await open();
    const answer = await database.pool.query("select current_setting('listen_addresses') as hosts, inet_server_addr() as address");
    expect(answer.rows).toEqual([{ hosts: '', address: null }]);
    await database.close();
  });

  it('serves two processes at once; the last one out stops it', async () => {
    const starter = startChild({ dataFolder });
    expect(await starter.next()).toEqual({ open: true });
    await starter.ask('sql create table shared as select 1 as n');
    const pid = serverPid(dataFolder) ?? 0;
    const other = await open();
    expect(await starter.ask('close')).toEqual({ closed: true });
    await starter.ended;
    expect((await other.pool.query('select n from shared')).rows).toEqual(count.rows);
    expect(serverPid(dataFolder)).toBe(pid);
    await other.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('makes one cluster when several processes start at once', async () => {
    const children = [startChild({ dataFolder }), startChild({ dataFolder }), startChild({ dataFolder })];
    const opened = await Promise.all(children.map((child) => child.next()));
    expect(opened).toEqual([{ open: true }, { open: true }, { open: true }]);
    await children[0]?.ask('sql create table common as select 1 as n');
    expect(await children[2]?.ask('sql select n from common')).toEqual(count);
    for (const child of children) await child.ask('close');
    expect(serverPid(dataFolder)).toBeNull();
  });

  it('survives processes coming and going', async () => {
    const visits = async () => {
      for (let i = 0; i < 8; i += 1) {
        const database = await open();
        expect((await database.pool.query('select 1 as n')).rows).toEqual(count.rows);
        await database.close();
      }
    };
    await Promise.all([visits(), visits(), visits()]);
    expect(serverPid(dataFolder)).toBeNull();
  });

  it('starts over an empty lock file that a crash of the machine left', async () => {
    await (await open()).close();
    const note = join(dataFolder, 'postgres', 'data', 'postmaster.pid');
    writeFileSync(note, '');
    const long = new Date(Date.now() - 60_000);
    utimesSync(note, long, long);
    const database = await open();
    expect((await database.pool.query('select 1 as n')).rows).toEqual(count.rows);
    await database.close();
  });

  it('adopts the server a killed process left behind, and stops it in the end', async () => {
    const killed = startChild({ dataFolder });
    await killed.next();
    await killed.ask('sql create table kept as select 1 as n');
    const pid = serverPid(dataFolder) ?? 0;
    killed.signal('SIGKILL', true);
    await killed.ended;
    expect(isAlive(pid)).toBe(true);
    const heir = await open();
    expect(serverPid(dataFolder)).toBe(pid);
    expect((await heir.pool.query('select n from kept')).rows).toEqual(count.rows);
    await heir.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts again at once after everything was killed', async () => {
    const killed = startChild({ dataFolder, durable: true });
    await killed.next();
    await killed.ask('sql create table kept as select 1 as n');
    const pid = serverPid(dataFolder) ?? 0;
    process.kill(pid, 'SIGKILL');
    killed.signal('SIGKILL');
    const next = await open();
    expect(serverPid(dataFolder)).not.toBe(pid);
    expect((await next.pool.query('select n from kept')).rows).toEqual(count.rows);
    await next.close();
  });

  it('keeps running when Ctrl-C reaches the terminal of the process that started it', async () => {
    const child = startChild({ dataFolder });
    await child.next();
    child.signal('SIGINT', true);
    expect(await child.next()).toEqual({ interrupted: true });
    expect(await child.ask('sql select 1 as n')).toEqual(count);
    expect(await child.ask('close')).toEqual({ closed: true });
  });

  it('sees through a lock file whose process number belongs to something else now', async () => {
    await (await open()).close();
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const stranger = spawn('/bin/sleep', ['60'], user);
    await once(stranger, 'spawn');
    const data = join(dataFolder, 'postgres', 'data');
    writeFileSync(join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n1\n5432\n${join(dataFolder, 'postgres', 'socket')}\n\n`);
    const database = await open();
    expect((await database.pool.query('select 1 as n')).rows).toEqual(count.rows);
    await database.close();
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(dataFolder, 'd'.repeat(120));
    const database = await openDatabase({ databaseUrl: null, dataFolder: deep, durable: false });
    const other = startChild({ dataFolder: deep });
    expect(await other.next()).toEqual({ open: true });
    await other.ask('close');
    await database.close();
    expect(serverPid(deep)).toBeNull();
  });
});
