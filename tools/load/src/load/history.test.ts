import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHistory } from './history.ts'

it('histories that are opened in the same millisecond have files of their own', async () => {
  const home = mkdtempSync(join(tmpdir(), 'stoa-history-'))
  const now = new Date()
  try {
    const both = [openHistory(home, now), openHistory(home, now)]
    await expect(Promise.all(both.map((one) => one.close()))).resolves.toHaveLength(2)
    expect(new Set(both.map(({ file }) => file)).size).toBe(2)
  } finally {
    rmSync(home, { recursive: true })
  }
})
