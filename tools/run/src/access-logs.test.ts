import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rotateAccessLogs } from './access-logs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-access-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a large access log moves to the folder earlier, and its writer continues in an empty file', () => {
  const file = join(folder, 'orders.jsonl')
  const earlier = join(folder, 'earlier/orders.jsonl')
  const writer = openSync(file, 'a')
  for (const round of ['first', 'second']) {
    writeSync(writer, `${round}\n`.repeat(3))
    rotateAccessLogs(folder, 10)
    expect(readFileSync(earlier, 'utf8')).toBe(`${round}\n`.repeat(3))
    expect(statSync(file).size).toBe(0)
  }
  closeSync(writer)
})

it('a small access log stays', () => {
  appendFileSync(join(folder, 'orders.jsonl'), 'small')
  rotateAccessLogs(folder, 10)
  expect(readFileSync(join(folder, 'orders.jsonl'), 'utf8')).toBe('small')
})
