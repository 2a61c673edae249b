import { CannotRun } from '@stoa/topology'
import type { Kubectl } from '../check/kubectl.ts'
import { answerOf } from '../preflight/answer.ts'
import type { Step, Wanted } from './plan.ts'
import type { Release } from './release.ts'

const kinds = 'clusters.postgresql.cnpg.io,databases.postgresql.cnpg.io'

/** Each Postgres and database that CloudNativePG looks after, as `Cluster namespace/name`. */
export async function readDatabases(kubectl: Kubectl): Promise<string[]> {
  const names = '{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}'
  const asked = ['get', kinds, '--all-namespaces', `--output=jsonpath=${names}`]
  const answer = (await answerOf(kubectl, asked)) ?? ''
  return answer.split('\n').filter((line) => line !== '')
}

/**
 * The steps of an uninstallation, of which those that remove a release that Postgres needs are not taken while databases exist:
 * databases are not removed, and could not be deleted without their operator. @throws CannotRun where such a release was named
 */
export function keptForData(
  steps: readonly Step[],
  releases: readonly Release[],
  { only }: Pick<Wanted, 'only'>,
  databases: readonly string[],
): Step[] {
  if (databases.length === 0) return [...steps]
  const kept = neededBy(releases, 'postgres')
  const named = only.filter((name) => kept.has(name))
  const [first, ...others] = databases
  const reason = `${first}${others.length > 0 ? ` and ${others.length} more` : ''} could not be deleted without its operator`
  if (named.length > 0)
    throw new CannotRun(
      `${named.join(', ')} cannot be uninstalled: ${reason}; delete it first, as docs/how-to/run-in-a-cluster.md#remove describes`,
    )
  return steps.map((step) =>
    step.action.type === 'uninstall' && kept.has(step.release.name)
      ? { ...step, action: { type: 'keep' }, reason }
      : step,
  )
}

function neededBy(releases: readonly Release[], name: string): Set<string> {
  const direct = releases.find((one) => one.name === name)?.after ?? []
  return new Set(direct.flatMap((other) => [other, ...neededBy(releases, other)]))
}
