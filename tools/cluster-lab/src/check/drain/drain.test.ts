import { describe, expect, it } from 'vitest'
import { budgetFindings, missingFindings } from './budgets.ts'
import { spreadFindings } from './spread.ts'
import { areReplaced, type DrainState, type Node, type Pod } from './state.ts'

const zone = 'topology.kubernetes.io/zone'
const node = (name: string, unschedulable = false): Node => ({
  metadata: { name, labels: { [zone]: name.slice(0, 1) } },
  spec: { unschedulable, taints: [] },
})
const pod = (name: string, nodeName: string, metadata: object = {}, ready = 'True'): Pod => ({
  metadata: { name, namespace: 'commerce', labels: { app: 'a' }, ownerReferences: [], ...metadata },
  spec: { nodeName },
  status: { conditions: [{ type: 'Ready', status: ready }] },
})
const selector = { matchLabels: { app: 'a' }, matchExpressions: [] as [] }
const metadata = {
  ...{ name: 'orders', namespace: 'commerce' },
  labels: { 'app.kubernetes.io/part-of': 'stoa' },
}
const spread = (whenUnsatisfiable = 'DoNotSchedule', topologyKey = zone) => ({
  spec: { topologySpreadConstraints: [{ maxSkew: 1, topologyKey, whenUnsatisfiable }] },
})
const stateOf = (pods: readonly Pod[], more: Partial<DrainState> = {}): DrainState => ({
  nodes: ['a1', 'b1', 'c1'].map((name) => node(name)),
  pods,
  budgets: [{ metadata, spec: { selector }, status: { desiredHealthy: 2, disruptionsAllowed: 1 } }],
  deployments: [{ metadata, spec: { replicas: 3, selector, template: spread() } }],
  ...more,
})
const three = [pod('1', 'a1'), pod('2', 'b1'), pod('3', 'c1')]

describe('a budget', () => {
  it('holds while enough of its pods are ready and stay', () => {
    expect(budgetFindings(stateOf(three), 'now')).toEqual([])
    expect(budgetFindings(stateOf(three.slice(1)), 'now')).toEqual([])
  })

  it.each([
    ['are on their way out', [three[0], pod('2', 'b1', { deletionTimestamp: 'now' })]],
    ['are not ready', [three[0], pod('2', 'b1', {}, 'False')]],
    ['are of another service', [three[0], pod('2', 'b1', { labels: { app: 'b' } })]],
    ['are in another namespace', [three[0], pod('2', 'b1', { namespace: 'other' })]],
  ])('is broken where its pods %s', (_, pods) => {
    expect(budgetFindings(stateOf(pods as Pod[]), 'after it')).toMatchObject([
      {
        subject: 'PodDisruptionBudget commerce/orders',
        what: '1 pods are healthy after it, and 2 must be',
      },
    ])
  })
})

it('a Deployment that lacks a pod is found', () => {
  expect(missingFindings(stateOf(three), 'now')).toEqual([])
  expect(missingFindings(stateOf(three.slice(1)), 'now')).toMatchObject([
    { what: '2 of 3 pods are healthy now' },
  ])
})

it('pods are replaced once there are as many that stay, with a node or without', () => {
  const leaving = pod('3', 'c1', { deletionTimestamp: 'now' })
  const waiting = { ...pod('4', ''), spec: {}, status: { conditions: [] } }
  expect(areReplaced(stateOf([...three.slice(0, 2), leaving]))).toBe(false)
  expect(areReplaced(stateOf([...three.slice(0, 2), leaving, waiting]))).toBe(true)
  expect(areReplaced(stateOf([...three, waiting]))).toBe(false)
})

it('pods are replaced once those of every Deployment are', () => {
  const { deployments } = stateOf(three)
  const other = { matchLabels: { app: 'b' }, matchExpressions: [] as [] }
  const more = deployments.map((one) => ({ ...one, spec: { ...one.spec, selector: other } }))
  expect(areReplaced(stateOf(three, { deployments: [...deployments, ...more] }))).toBe(false)
})

describe('the spread', () => {
  it('holds where no zone has more than one pod above another', () => {
    expect(spreadFindings(stateOf(three), 'now')).toEqual([])
    expect(spreadFindings(stateOf([...three, pod('4', 'a1')]), 'now')).toEqual([])
  })

  const crowded = [pod('1', 'a1'), pod('2', 'a1'), pod('3', 'b1')]

  it('is broken where one zone has two and another none', () => {
    expect(spreadFindings(stateOf(crowded), 'now')).toMatchObject([
      {
        subject: 'Deployment commerce/orders',
        what: expect.stringContaining('differ by 2, at most 1 were asked for, now: a 2, b 1, c 0'),
      },
    ])
  })

  it('is asked of the zones that take pods alone', () => {
    const nodes = [node('a1'), node('b1'), node('c1', true)]
    expect(spreadFindings(stateOf(crowded, { nodes }), 'now')).toEqual([])
  })

  it('is not asked where pods may be scheduled anyway', () => {
    const template = spread('ScheduleAnyway')
    const others = { ...metadata, labels: {} }
    const deployments = [{ metadata: others, spec: { replicas: 3, selector, template } }]
    expect(spreadFindings(stateOf(crowded, { deployments }), 'now')).toEqual([])
  })

  const without = { spec: { topologySpreadConstraints: [] } }
  it.each([
    ['no constraint', 3, metadata, without, 1],
    ['one that need not hold', 2, metadata, spread('ScheduleAnyway'), 1],
    ['one of nodes alone', 3, metadata, spread('DoNotSchedule', 'kubernetes.io/hostname'), 1],
    ['one of zones', 3, metadata, spread(), 0],
    ['no constraint, and one replica', 1, metadata, without, 0],
    ['no constraint, of another chart', 3, { ...metadata, labels: {} }, without, 0],
  ])('is demanded of several replicas: %s', (_, replicas, own, template, count) => {
    const deployments = [{ metadata: own, spec: { replicas, selector, template } }]
    const found = spreadFindings(stateOf([], { deployments }), 'now').map(({ what }) => what)
    const what = `has ${replicas} replicas that need not be in several zones`
    expect(found).toEqual(Array(count).fill(what))
  })
})
