import { spawn, spawnSync } from 'node:child_process'
import { CannotRun } from '@stoa/topology'
import { bringHelm, findHelm, HelmError } from '../helm.ts'

/** Calls Helm and returns what it prints. @throws HelmError with what it complains about */
export type Helm = (args: readonly string[]) => Promise<string>

/** @throws CannotRun where there is no Helm 4 */
export function requireHelm(path = process.env.PATH, built?: () => string | undefined): Helm {
  const program = findHelm(path, built)
  if (program) return helmAt(program)
  const { stdout } = spawnSync('helm', ['version', '--short'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  const found = stdout?.trim() ? `PATH has ${stdout.trim()}` : 'there is none on PATH'
  throw new CannotRun(`Helm 4 is needed, and ${found}; \`${bringHelm}\` builds it`)
}

const helmAt =
  (program: string): Helm =>
  (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
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
        const lines = complaints.split('\n').filter((line) => !line.startsWith('level='))
        reject(new HelmError(lines.join('\n').trim() || `helm ended with ${signal ?? status}`))
      })
    })
