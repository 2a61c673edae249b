import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { complaintsIn, HelmError } from '../helm.ts'

/** Calls Helm and returns what it prints. @throws HelmError with what it complains about */
export type Helm = (args: readonly string[]) => Promise<string>

export const helmAt =
  (program: string, env: NodeJS.ProcessEnv = process.env): Helm =>
  (args) =>
    outcomeOf(spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }))

const guard = join(import.meta.dirname, 'guard.js')

/** A Helm that ends when `stop` is aborted, and with this process however that dies. */
export const guardedHelm =
  (program: string, stop: AbortSignal): Helm =>
  async (args) => {
    if (stop.aborted) throw new HelmError(`helm was not called: ${reasonOf(stop)}`)
    const child = spawn(process.execPath, [guard, program, ...args], { stdio: 'pipe' })
    child.stdin.on('error', () => undefined)
    const end = () => void child.stdin.end()
    stop.addEventListener('abort', end)
    try {
      return await outcomeOf(child)
    } catch (error) {
      if (!stop.aborted || !(error instanceof HelmError)) throw error
      throw new HelmError(`helm was ended: ${reasonOf(stop)}\n${error.message}`)
    } finally {
      stop.removeEventListener('abort', end)
    }
  }

const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Error ? reason.message : String(reason)

const outcomeOf = (
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): Promise<string> =>
  new Promise((resolve, reject) => {
    let out = ''
    let complaints = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    child.on('error', reject)
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(out)
      reject(new HelmError(complaintsIn(complaints) || `helm ended with ${signal ?? status}`))
    })
  })
