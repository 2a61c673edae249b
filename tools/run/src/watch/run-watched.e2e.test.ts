import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../supervisor/supervisor.ts'

const program = (answer: string) => `
import { createServer } from 'node:http'
import { greeting } from '../../../packages/words/index.js'
createServer((_, response) => response.end(greeting + ' ${answer} ' + process.pid))
  .listen(Number(process.env.PORT), '127.0.0.1')
`
const main = 'services/shop/src/main.js'
const words = 'packages/words/index.js'
const wordsOf = (greeting: string) => `export const greeting = '${greeting}'`

async function startShop() {
  const root = mkdtempSync(join(tmpdir(), 'stoa-watched-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (to: string, file: string, text: string) => {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    writeFileSync(join(to, file), text)
  }
  write(root, 'package.json', '{"type":"module"}')
  write(root, main, program('first'))
  write(root, words, wordsOf('hello'))

  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-watched.ts'), main], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  /** As Tilt replaces files in a container: `tar` unlinks each and makes it anew. */
  const save = (file: string, text: string) => {
    const scratch = mkdtempSync(join(tmpdir(), 'stoa-saved-'))
    write(scratch, file, text)
    const { stdout: archive } = spawnSync('tar', ['-C', scratch, '-c', '-f', '-', file])
    expect(spawnSync('tar', ['-C', root, '-x', '-f', '-'], { input: archive }).status).toBe(0)
    rmSync(scratch, { recursive: true })
  }
  const answer = async () =>
    (
      await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      )
    )?.text() ?? ''
  const answers = async (expected: string) => {
    await until(`the answer ${expected}`, async () => (await answer()).startsWith(expected))
    return Number((await answer()).split(' ').at(-1))
  }
  return { child, save, answer, answers, output: () => output }
}

it('runs what is saved, again and again, and ends when it is told to', async () => {
  const { child, save, answer, answers } = await startShop()
  const pids = [await answers('hello first')]
  save(main, program('second'))
  pids.push(await answers('hello second'))
  save(main, program('third'))
  pids.push(await answers('hello third'))
  save(words, wordsOf('bye'))
  pids.push(await answers('bye third'))
  expect(new Set(pids).size).toBe(4)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await answer()).toBe('')
})

it('goes on after a file that cannot run, and lets files be that the service does not run', async () => {
  const { save, answers, output } = await startShop()
  await answers('hello first')
  save(main, 'this is no program')
  await until('the end of the program', () => output().includes('waiting for a saved file'))
  save(main, program('mended'))
  const pid = await answers('hello mended')
  save('services/shop/src/main.test.ts', '')
  save('services/other/src/main.ts', '')
  save(words, wordsOf('at last'))
  expect(await answers('at last mended')).not.toBe(pid)
  expect(output().split('replacing').length - 1).toBe(3)
})
