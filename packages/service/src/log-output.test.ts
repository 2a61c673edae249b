import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const logModule = fileURLToPath(new URL('./log.ts', import.meta.url))

/** Runs a script whose standard output goes to a file. */
async function run(file: string, script: string): Promise<{ status: number | null; told: string }> {
  const output = openSync(file, 'w')
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', output, 'pipe'],
  })
  closeSync(output)
  let told = ''
  child.stderr?.on('data', (chunk) => (told += chunk))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, told }
}

const twentyLines = `
  import { createLog } from ${JSON.stringify(logModule)}
  const log = createLog('orders')
  for (let n = 0; n < 20; n += 1) {
    log.info({ n }, 'a line')
    await new Promise((resolve) => setImmediate(resolve))
  }`

// A device that is always full.
it.skipIf(!existsSync('/dev/full'))('a log that cannot be written ends no process', async () => {
  const script = `${twentyLines}; process.stderr.write('still here'); process.exit(0)`
  expect(await run('/dev/full', script)).toEqual({ status: 0, told: 'still here' })
})

it('no line is lost, the last ones are written when the process exits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'log')
  const { status } = await run(
    file,
    `${twentyLines}; log.info({ n: 20 }, 'the last'); process.exit(0)`,
  )
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(status).toBe(0)
  const numbers = new Set(lines.map((line) => JSON.parse(line).n))
  expect([...numbers]).toEqual(Array.from({ length: 21 }, (_, n) => n))
})
