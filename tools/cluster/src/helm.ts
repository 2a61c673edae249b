import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { findBuilt } from '@stoa/run'
import { CannotRun } from '@stoa/topology'

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

/** Helm 4. @throws CannotRun with what brings it */
export function requireHelm(path = process.env.PATH, built?: () => string | undefined): string {
  const program = findHelm(path, built)
  if (program) return program
  const found = versionOf('helm', { ...process.env, PATH: path })
  const instead = found ? `PATH has ${found}` : 'there is none on PATH'
  throw new CannotRun(`Helm 4 is needed, and ${instead}; \`${bringHelm}\` builds it`)
}

const versionOf = (program: string, env = process.env): string =>
  spawnSync(program, ['version', '--short'], { encoding: 'utf8', env }).stdout?.trim() ?? ''

const majorOf = (program: string): number => Number(/^v(\d+)\./.exec(versionOf(program))?.[1] ?? 0)

export class HelmError extends Error {}

/** `I1128 18:39:07.739987   25486 warnings.go:107] …` */
const clientLog = /^[IWE]\d{4} \S+ +\d+ \S+\] /

/** What Helm or kubectl complains about, without its log lines and those of its client of Kubernetes. */
export const complaintsIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => !line.startsWith('level=') && !clientLog.test(line))
    .join('\n')
    .trim()
