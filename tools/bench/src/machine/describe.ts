import { spawnSync } from 'node:child_process'
import { arch, availableParallelism, cpus, release, totalmem } from 'node:os'
import { readTools } from '@stoa/run'

const firstLine = (program: string, ...args: string[]): string =>
  (spawnSync(program, args, { encoding: 'utf8' }).stdout ?? '').trim().split('\n')[0] ?? ''

export const describeMachine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  kernel: `${release()} ${arch()}`,
})

export async function describeVersions() {
  const { node, natsServer, envoy, postgresBin } = await readTools(process.env)
  return {
    node: firstLine(node, '--version'),
    postgres: firstLine(`${postgresBin}/postgres`, '--version'),
    nats: firstLine(natsServer, '--version'),
    envoy: firstLine(envoy, '--version'),
    commit: firstLine('git', 'rev-parse', '--short', 'HEAD'),
  }
}
