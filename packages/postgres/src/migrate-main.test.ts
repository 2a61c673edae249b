import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'

it('a migration that is ended while it waits for its database has failed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'none.ts')
  writeFileSync(file, 'export const migrations = {}')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'migrate-main.ts'), file], {
    // Nothing listens at a socket in an empty folder.
    env: { ...process.env, DATABASE_URL: `postgres://orders@/orders?host=${folder}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text))
  await vi.waitFor(() => expect(log).toContain('waiting for the database'), { timeout: 20_000 })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([1, null])
})
