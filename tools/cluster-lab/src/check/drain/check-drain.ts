import { until } from '@stoa/run'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { CheckResult, Finding } from '../report.ts'
import type { Standing } from '../standing.ts'
import { budgetFindings, missingFindings } from './budgets.ts'
import { cordonOnly } from './cordon.ts'
import { drainNode, evictBeyondBudgets } from './evictions.ts'
import { checkQuota } from './quota.ts'
import { spreadFindings } from './spread.ts'
import { areReplaced, type DrainState, readState } from './state.ts'

const withinMs = 60_000
const zone = 'topology.kubernetes.io/zone'

/** One zone is drained, node after node: budgets hold, and the pods come up on other nodes, spread as they demand. */
export async function checkDrain({ cluster, log }: Standing): Promise<CheckResult> {
  const before = await readState(cluster)
  const [first, second] = nodesOfOneZone(before)
  log(`draining ${first} and ${second}`)
  try {
    // An evicted pod is replaced at once here: nowhere, until its budget has answered for a second one.
    await cordonOnly(
      cluster,
      before.nodes.map(({ metadata }) => metadata.name),
    )
    const beyond = await evictBeyondBudgets(cluster, first)
    // One that stays away is found missing below.
    const isReplaced = async () => areReplaced(await readState(cluster))
    await until('new pods', isReplaced, withinMs).catch(() => undefined)
    const waiting = (await readState(cluster)).pods.filter(({ spec }) => !spec.nodeName)
    await cordonOnly(cluster, [first])
    // Nodes open one after the other, and the first took what waited: only pods that could choose among all of them are judged.
    for (const { metadata } of waiting)
      await cluster.delete({ apiVersion: 'v1', kind: 'Pod', metadata })
    const settledOnce = await settled(cluster, `with ${first} cordoned`)
    const firstDrain = await drainNode(cluster, first)
    const onceMore = await settled(cluster, `with ${first} drained`, [first])
    await cordonOnly(cluster, [first, second])
    const secondDrain = await drainNode(cluster, second)
    const without = await settled(cluster, `with a zone drained`, [first, second])
    const drains = [beyond, firstDrain, secondDrain]
    const quota = await checkQuota(cluster)
    return {
      findings: [
        ...drains.flatMap(({ findings }) => findings),
        ...[settledOnce, onceMore, without].flat(),
        ...quota.findings,
      ],
      figures: {
        ...quota.figures,
        evictions: drains.reduce((sum, { evicted }) => sum + evicted, 0),
        evictionsRefused: drains.reduce((sum, { refused }) => sum + refused, 0),
      },
    }
  } finally {
    await cordonOnly(cluster, [])
  }
}

function nodesOfOneZone({ nodes, pods }: DrainState): readonly [string, string] {
  const busiest = [...nodes].sort((a, b) => podsOn(b.metadata.name) - podsOn(a.metadata.name))[0]
  const others = nodes.filter(
    ({ metadata }) =>
      metadata.labels[zone] === busiest?.metadata.labels[zone] &&
      metadata.name !== busiest?.metadata.name,
  )
  const [other] = others
  if (!busiest || !other) throw new Error('the lab has no zone with two nodes')
  return [busiest.metadata.name, other.metadata.name]

  function podsOn(node: string): number {
    return pods.filter(({ spec }) => spec.nodeName === node).length
  }
}

/** Waits until every pod is back; what is then still missing, on a drained node, or badly spread is found. */
async function settled(
  cluster: Cluster,
  when: string,
  drained: readonly string[] = [],
): Promise<readonly Finding[]> {
  const findingsOf = (state: DrainState) => [
    ...missingFindings(state, when),
    ...budgetFindings(state, when),
    ...spreadFindings(state, when),
    ...remaining(state, drained),
  ]
  const isDone = async () => findingsOf(await readState(cluster)).length === 0
  await until('the pods', isDone, withinMs).catch(() => undefined)
  return findingsOf(await readState(cluster))
}

const remaining = ({ pods }: DrainState, drained: readonly string[]): readonly Finding[] =>
  pods
    .filter(({ spec }) => drained.includes(spec.nodeName ?? ''))
    .map(({ metadata, spec }) => ({
      ...{ check: 'drain', subject: `pod ${metadata.namespace}/${metadata.name}` },
      what: `is still on the drained node ${spec.nodeName}`,
    }))
