import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { adminKubeconfig } from '../../places.ts'

/** A run of `stoa cluster`, with what it printed. */
export interface Ended {
  readonly status: number | null
  readonly text: string
}

export interface RunningCommand {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
}

/** What `stoa cluster`, kubectl and Helm find the lab by, and where they may write. */
export const commandEnv = (home: string): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env.PATH, HOME: home, KUBECONFIG: adminKubeconfig(home) },
  STOA_HOME: join(home, 'command'),
})

/** Starts `stoa cluster` as its users do: as a process of its own, against the lab's API server. */
export function startCommand(home: string, args: readonly string[]): RunningCommand {
  const program = join(repositoryRoot, 'tools/cli/src/main.ts')
  const child = spawn(process.execPath, [program, 'cluster', ...args, '--context=lab'], {
    ...{ env: commandEnv(home), stdio: ['ignore', 'pipe', 'pipe'] },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, text }))
  })
  return { process: child, ended }
}
