import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { historyFiles, readHistories, UnreadableHistory } from './history.ts'

const homes: string[] = []
const write = (text: string): string => {
  const home = mkdtempSync(join(tmpdir(), 'stoa-history-'))
  homes.push(home)
  mkdirSync(join(home, 'history'))
  const file = join(home, 'history', '1.jsonl')
  writeFileSync(file, text)
  return file
}
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true })
})

const request = '{"key":"k","outcome":"ok","orderId":"o"}'
const seen = '{"time":1,"orderId":"o","seen":"confirmed"}'

test('requests and observed statuses are read as such', async () => {
  const { requests, seen: statuses } = await readHistories([write(`${request}\n${seen}\n`)])
  expect(requests).toHaveLength(1)
  expect(statuses).toHaveLength(1)
})

test('a last line that a crash truncated is ignored', async () => {
  const { requests } = await readHistories([write(`${request}\n{"key":"k2","outc`)])
  expect(requests).toHaveLength(1)
})

test('an invalid line before the last is an error', async () => {
  await expect(readHistories([write(`{"nonsense":1}\n${request}\n`)])).rejects.toThrow(
    UnreadableHistory,
  )
})

test('a history that is older than the data is not read', () => {
  const file = write(request)
  utimesSync(file, 1_000, 1_000)
  const home = join(file, '../..')
  expect(historyFiles(home, 999_000)).toEqual([file])
  expect(historyFiles(home, 1_001_000)).toEqual([])
})
