import { until } from '@stoa/run'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { Finding } from '../report.ts'
import { budgetFindings } from './budgets.ts'
import { type DrainState, isHealthy, podsOf, readState } from './state.ts'

export interface Evictions {
  readonly findings: readonly Finding[]
  readonly evicted: number
  /** Answered with 429. */
  readonly refused: number
}

const [done, wouldBreakBudget] = [201, 429]
const withinMs = 60_000

/**
 * Evicts a pod of the node for each budget, and asks whether a second one might go, before another has taken the place of
 * the first: the budget must forbid it.
 */
export async function evictBeyondBudgets(cluster: Cluster, node: string): Promise<Evictions> {
  const findings: Finding[] = []
  let evicted = 0
  let refused = 0
  for (const { budget, first, second } of pairsOn(node, await readState(cluster))) {
    const one = await cluster.evict(first)
    const other = await cluster.evict(second, { dryRun: true })
    if (one.status === done) evicted++
    if (other.status === wouldBreakBudget) refused++
    if (one.status === done && other.status === wouldBreakBudget) continue
    const what = `expected 201 and 429 for two evictions; found ${one.status} ${one.reason}, ${other.status} ${other.reason}`
    findings.push({ check: 'drain', subject: `PodDisruptionBudget ${budget}`, what })
  }
  return { findings, evicted, refused }
}

/** For each budget with a pod on the node: that one, and one elsewhere. */
const pairsOn = (node: string, { budgets, pods }: DrainState) =>
  budgets.flatMap((budget) => {
    const own = podsOf(budget, pods).filter(isHealthy)
    const first = own.find(({ spec }) => spec.nodeName === node)
    const second = own.find(({ spec }) => spec.nodeName !== node)
    const { namespace, name } = budget.metadata
    return first && second ? [{ budget: `${namespace}/${name}`, first, second }] : []
  })

/** Evicts every pod of the node as `kubectl drain` does: again where a budget forbids it, until it allows it. */
export async function drainNode(cluster: Cluster, node: string): Promise<Evictions> {
  const { pods } = await readState(cluster)
  const findings: Finding[] = []
  let refused = 0
  const leaving = pods.filter(
    ({ metadata, spec }) => spec.nodeName === node && metadata.deletionTimestamp === undefined,
  )
  for (const pod of leaving) {
    const { namespace, name } = pod.metadata
    const went = await until(
      `the eviction of ${namespace}/${name}`,
      async () => {
        const { status, reason } = await cluster.evict(pod)
        if (status === wouldBreakBudget) refused++
        else if (status !== done && status !== 404) throw new Error(`${status} ${reason}`)
        return status !== wouldBreakBudget
      },
      withinMs,
    ).then(
      () => true,
      (error: Error) => {
        const subject = `pod ${namespace}/${name}`
        findings.push({ check: 'drain', subject, what: `cannot be evicted: ${error.message}` })
        return false
      },
    )
    if (went) findings.push(...budgetFindings(await readState(cluster), `after evicting ${name}`))
  }
  return { findings, evicted: leaving.length, refused }
}
