import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AlreadyRunning, takeLock } from './lock.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stoa-lock-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('a second runner of a home is refused by the pid of the first, until that one gives up', () => {
  const unlock = takeLock(home)
  expect(() => takeLock(home)).toThrow(AlreadyRunning)
  expect(() => takeLock(home)).toThrow(`pid ${process.pid}`)
  unlock()
  takeLock(home)()
})

it.each([
  ['a runner that is gone', JSON.stringify({ pid: process.pid, startTicks: 1 })],
  ['a runner that died while writing', '{"pid":'],
])('the lock of %s does not count', (_, text) => {
  writeFileSync(join(home, 'runner.lock'), text)
  takeLock(home)()
})
