import { describe, expect, it } from 'vitest';
import { openRoom } from '../../src/api/webhook-room.ts';

describe('the room for deliveries', () => {
  it('holds so many bytes at a time', () => {
    const room = openRoom(10, 1);
    room.hold(6);
    room.hold(4);
    expect(() => room.hold(1)).toThrow('Too much is delivered at once');
    room.release(4);
    room.hold(3);
    expect(() => room.hold(2)).toThrow('Too much is delivered at once');
  });

  it('does so much at a time, first come, first served, whatever fails', async () => {
    const room = openRoom(0, 2);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    let most = 0;
    let now = 0;
    const works = Array.from({ length: 5 }, (_, n) =>
      room.inTurn(async () => {
        begun.push(n);
        now += 1;
        most = Math.max(most, now);
        await new Promise<void>((end) => ends.push(end));
        now -= 1;
        if (n % 2 === 1) throw new Error('no');
        return n;
      }),
    );
    const settled = Promise.allSettled(works);
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
    expect(await room.inTurn(async () => 'again')).toBe('again');
  });
});
