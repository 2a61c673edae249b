import { until } from '@stoa/run'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { Finding } from '../report.ts'
import { budgetFindings } from './budgets.ts'
import { cordonOnly } from './cordon.ts'
import { type DrainState, isHealthy, podsOf, readState } from './state.ts'

export interface Evictions {
  readonly findings: readonly Finding[]
  readonly evicted: number
  /** Answered with 429. */
  readonly refused: number
}

const [done, wouldBreakBudget] = [201, 429]
const withinMs = 60_000

/** While no node takes pods, a budget lets one pod of a node go, and no second one. */
export async function evictBeyondBudgets(cluster: Cluster, node: string): Promise<Evictions> {
  const { nodes, ...state } = await readState(cluster)
  await cordonOnly(
    cluster,
    nodes.map(({ metadata }) => metadata.name),
  )
  const findings: Finding[] = []
  let evicted = 0
  let refused = 0
  for (const { budget, first, second } of pairsOn(node, state)) {
    const subject = `PodDisruptionBudget ${budget}`
    const one = await cluster.evict(first)
    const other = await cluster.evict(second, { dryRun: true })
    if (one.status === done) evicted++
    else findings.push({ check: 'drain', subject, what: `forbids a first eviction: ${one.reason}` })
    if (other.status === wouldBreakBudget) refused++
    else findings.push({ check: 'drain', subject, what: `permits a second eviction beyond it` })
  }
  return { findings, evicted, refused }
}

/** For each budget with a pod on the node: that one, and one elsewhere. */
const pairsOn = (node: string, { budgets, pods }: Omit<DrainState, 'nodes'>) =>
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
