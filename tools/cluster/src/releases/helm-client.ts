import { spawn } from 'node:child_process'
import { complaintsIn, HelmError } from '../helm.ts'

/** Calls Helm and returns what it prints. @throws HelmError with what it complains about */
export type Helm = (args: readonly string[]) => Promise<string>

export const helmAt =
  (program: string, env: NodeJS.ProcessEnv = process.env): Helm =>
  (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
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
