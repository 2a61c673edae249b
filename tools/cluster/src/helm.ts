import { execFileSync, spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { findBuilt } from '@stoa/run'

export const bringHelm = 'npx stoa tools build helm'

/** Helm 4: from PATH when it is new enough, else what `stoa tools build helm` has built, else undefined. */
export function findHelm(
  path = process.env.PATH ?? '',
  built = () => findBuilt('helm'),
): string | undefined {
  const onPath = path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'helm'))
    .find((program) => majorOf(program) >= 4)
  return onPath ?? built()
}

function majorOf(program: string): number {
  const { stdout } = spawnSync(program, ['version', '--short'], { encoding: 'utf8' })
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0)
}

export class HelmError extends Error {}

/** What Helm prints. @throws HelmError with what it complains about */
export function runHelm(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string }
    const said = stderr.split('\n').filter((line) => !line.startsWith('level='))
    throw new HelmError(said.join('\n').trim() || String(error), { cause: error })
  }
}
