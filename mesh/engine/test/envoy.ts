import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { until } from './until.ts'

const root = join(import.meta.dirname, '../../..')

/**
 * The real Envoy: STOA_ENVOY, or the one that the runner fetched. The test fails when it is
 * missing.
 */
export function envoyBinary(): string {
  const fetched = globSync(join(process.env.STOA_HOME ?? join(root, '.stoa'), 'tools/**/envoy'))
  const found = [process.env.STOA_ENVOY, ...fetched].find((file) => file && existsSync(file))
  if (found === undefined)
    throw new Error('no Envoy: run `npm test`, or set STOA_ENVOY to its path')
  return found
}

export interface Envoy {
  readonly process: ChildProcess
  readonly output: () => string
  readonly stop: () => Promise<void>
}

export async function startEnvoy(args: readonly string[], adminSocket: string): Promise<Envoy> {
  const child = spawn(envoyBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null) await exited
  }
  const live = async () =>
    child.exitCode !== null || (await adminGet(adminSocket, '/ready')).startsWith('LIVE')
  const failed = await until(live).then(
    () => child.exitCode !== null,
    () => true,
  )
  if (failed) {
    await stop()
    throw new Error(`Envoy did not start:\n${output}`)
  }
  return { process: child, output: () => output, stop }
}

export const adminGet = (socketPath: string, path: string): Promise<string> =>
  new Promise((resolve) => {
    const call = request({ socketPath, path }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      response.on('end', () => resolve(body))
    })
    call.on('error', () => resolve(''))
    call.end()
  })
