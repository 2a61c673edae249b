import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AlreadyRunning, takeLock } from './lock.ts'

let home: string
let log: string[]
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stoa-lock-'))
  log = []
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const take = (announcesWithinMs?: number) =>
  takeLock(home, (line) => void log.push(line), announcesWithinMs)

it('a second runner of a home is refused with the pid of the first', async () => {
  const lock = await take()
  const refused = await take(0).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AlreadyRunning)
  expect(String(refused)).toContain(`pid ${process.pid}`)
  lock.release()
  const next = await take()
  next.release()
})

it('a second runner waits for a first one that is stopping', async () => {
  const lock = await take()
  lock.announceStop()
  const second = take()
  await expect.poll(() => log).toEqual([expect.stringContaining(`pid ${process.pid}`)])
  lock.release()
  const taken = await second
  taken.release()
})

it('a lock that was released is not announced as stopping any more', async () => {
  const lock = await take()
  lock.release()
  lock.announceStop()
  const next = await take()
  next.release()
  expect(log).toEqual([])
})

it('a runner on a full disk stops without announcing it', async () => {
  const lock = await take()
  symlinkSync('/dev/full', join(home, `runner.lock.${process.pid}`))
  lock.announceStop()
  expect(readdirSync(home)).toEqual(['runner.lock'])
  await expect(take(0)).rejects.toThrow(AlreadyRunning)
  lock.release()
  const next = await take()
  next.release()
})

it.each([
  ['a runner that has ended', JSON.stringify({ pid: process.pid, startTicks: 1 })],
  ['a runner that died while writing', '{"pid":'],
])('the lock of %s does not count', async (_, text) => {
  writeFileSync(join(home, 'runner.lock'), text)
  const lock = await take()
  lock.release()
})
