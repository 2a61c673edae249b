import { spawn } from 'node:child_process'
import { type Helm, HelmError } from '@stoa/cluster'
import { until } from '@stoa/run'

/** A Helm that is killed, as a machine that goes away would end it, once `isTrue`. */
export const killedOnce =
  (program: string, env: NodeJS.ProcessEnv, isTrue: () => Promise<boolean>): Helm =>
  async (args) => {
    const child = spawn(program, args, { env, stdio: 'ignore' })
    const ended = new Promise<void>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', () => resolve())
    })
    const done = () => child.exitCode !== null
    await until('Helm at work', async () => done() || (await isTrue())).finally(() =>
      child.kill('SIGKILL'),
    )
    await ended
    if (child.exitCode === 0) return ''
    throw new HelmError('it was killed')
  }

/** A Helm whose command dies before it upgrades one release for the second time. */
export function diesBetweenCalls(
  release: string,
  helm: Helm,
): { readonly helm: Helm; isDead(): boolean } {
  let upgrades = 0
  return {
    helm: async (args) => {
      if (args[0] === 'upgrade' && args[1] === release && ++upgrades > 1)
        throw new HelmError('its command died')
      return helm(args)
    },
    isDead: () => upgrades > 1,
  }
}
