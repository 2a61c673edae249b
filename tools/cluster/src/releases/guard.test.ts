import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@stoa/run'
import { expect, it, onTestFinished } from 'vitest'
import { guardedHelm } from './helm-client.ts'

/** A program that writes its process id, and then waits until it is ended. */
function openProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-guard-'))
  const [program, pidFile] = [join(folder, 'helm'), join(folder, 'pid')]
  writeFileSync(
    program,
    `#!/bin/sh\necho $$ > ${pidFile}.new && mv ${pidFile}.new ${pidFile}\nexec sleep 600\n`,
  )
  chmodSync(program, 0o755)
  const pid = () => Number(readFileSync(pidFile, 'utf8'))
  onTestFinished(() => {
    if (isAlive()) process.kill(pid())
    rmSync(folder, { recursive: true })
  })
  return { program, isAlive, hasBegun: () => existsSync(pidFile) }

  function isAlive(): boolean {
    try {
      return process.kill(pid(), 0)
    } catch {
      return false
    }
  }
}

it('Helm ends when the command that called it is killed', async () => {
  const { program, hasBegun, isAlive } = openProgram()
  const client = JSON.stringify(join(import.meta.dirname, 'helm-client.ts'))
  const script = `const { guardedHelm } = await import(${client})
    await guardedHelm(${JSON.stringify(program)}, new AbortController().signal)([])`
  const command = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: 'ignore',
  })
  await until('Helm at work', async () => hasBegun())
  expect(isAlive()).toBe(true)
  command.kill('SIGKILL')
  await once(command, 'close')
  await until('Helm ended', async () => !isAlive())
})

it('Helm ends when the lock is lost, and the call fails with why', async () => {
  const { program, hasBegun, isAlive } = openProgram()
  const lost = new AbortController()
  const call = guardedHelm(program, lost.signal)(['upgrade'])
  const failed = expect(call).rejects.toThrow('helm was ended: the lock was lost')
  await until('Helm at work', async () => hasBegun())
  lost.abort(new Error('the lock was lost'))
  await failed
  expect(isAlive()).toBe(false)
  await expect(guardedHelm(program, lost.signal)([])).rejects.toThrow('helm was not called')
})
