import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import { releases } from '../../test/fake-cluster.ts'
import { HelmError } from '../helm.ts'
import { carryOut } from './carry-out.ts'
import { firstOfTwo } from './installed.ts'
import type { Action } from './plan.ts'

const target = { context: 'laptop', valuesOf: () => [] }
const silent = { starts: () => undefined, ended: () => undefined }
const scaledObject =
  'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: orders }\nspec: { scaleTargetRef: { name: orders } }\n'
const autoscaler =
  'kind: HorizontalPodAutoscaler\nmetadata: { name: gateway }\nspec: { scaleTargetRef: { kind: Deployment, name: gateway } }\n'
const deployment = 'kind: Deployment\nmetadata: { name: orders }\n'

type Changing = 'upgrade' | 'rollback' | 'recover'
const actions: Readonly<Record<Changing, Action>> = {
  upgrade: { type: 'upgrade' },
  rollback: { type: 'rollback', revision: 1 },
  recover: { type: 'recover', revision: 1, takesOver: false },
}

/** What the API server has of `orders`, whose replicas Helm has set, and of `gateway`, where nobody has. */
const live = (owner: string) => ({
  items: [
    {
      metadata: {
        name: 'orders',
        managedFields: [
          { manager: 'kube-controller-manager', fieldsV1: { 'f:status': {} } },
          { manager: owner, fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': {} } } },
        ],
      },
    },
    { metadata: { name: 'gateway', managedFields: [] } },
  ],
})

interface Changed {
  readonly as?: Changing
  readonly failure?: Error
  /** The field manager that owns `spec.replicas` of the Deployment `orders`. */
  readonly owner?: string
  /** How often kubectl refuses to patch. */
  readonly refused?: number
}

/**
 * Changes a release from one manifest to another; returns the outcome, how each call of Helm waits, forces and runs hooks, and
 * what was patched before it.
 */
async function change(from: string, to: string, changed: Changed = {}) {
  const { as = 'upgrade', failure, owner = 'helm' } = changed
  let { refused = 0 } = changed
  const calls: string[] = []
  const kubectl = async ([verb, , name, ...args]: readonly string[]) => {
    if (verb === 'get') return JSON.stringify(live(owner))
    if (refused-- > 0) throw new CannotRun('the test failed')
    calls.push(`${verb} ${name} ${args.find((one) => one.startsWith('--patch='))}`)
    return ''
  }
  const helm = async (args: readonly string[]) => {
    if (args[0] === 'get') return args.includes('--revision=1') ? to : from
    if (args[0] === 'template') return to
    calls.push(
      args.filter((argument) => /^--(wait|force|no-hooks|description)/.test(argument)).join(' '),
    )
    if (failure) throw failure
    return ''
  }
  const [release] = releases
  if (!release) throw new Error('there is no release')
  const step = { release, action: actions[as], reason: '' }
  const [outcome] = await carryOut([step], { helm, kubectl }, target, silent)
  return { outcome: outcome?.outcome, calls }
}

const all = [deployment, scaledObject, autoscaler].join('---\n')
const once = ['--wait=watcher']
const first = `--wait=hookOnly --description=${firstOfTwo}`
const forgets = `patch orders --patch=${JSON.stringify([
  { op: 'test', path: '/metadata/managedFields/1/manager', value: 'helm' },
  { op: 'remove', path: '/metadata/managedFields/1/fieldsV1/f:spec/f:replicas' },
])}`
const twice = [first, '--wait=watcher --force-conflicts --no-hooks']

it.each([
  ['every autoscaler goes', all, deployment, twice],
  ['one of them goes', all, [deployment, autoscaler].join('---\n'), twice],
  ['all stay', all, all, once],
  ['there was none', deployment, all, once],
])('an upgrade in which %s takes the calls %4$j', async (_, from, to, calls) => {
  expect(await change(from, to, { owner: 'keda' })).toEqual({ outcome: 'done', calls })
})

it('an upgrade that fails is not repeated', async () => {
  const failure = new HelmError('UPGRADE FAILED')
  expect(await change(all, deployment, { failure })).toEqual({
    ...{ outcome: 'failed', calls: [first] },
  })
})

it.each([
  ['an upgrade', 'upgrade', [forgets, ...once]],
  ['a rollback', 'rollback', [forgets, ...once]],
  ['a mend, both of whose calls may do so,', 'recover', [forgets, ...once, forgets, ...once]],
] as const)(
  '%s that adds autoscalers leaves the replicas as Helm has set them',
  async (_, as, calls) => {
    expect(await change(deployment, all, { as })).toEqual({ outcome: 'done', calls })
  },
)

it('replicas that another one has set are left to it', async () => {
  const changed = await change(deployment, all, { owner: 'an operator' })
  expect(changed).toEqual({ outcome: 'done', calls: once })
})

it('replicas are tried again where the object was changed meanwhile, and not for ever', async () => {
  const twiceRefused = await change(deployment, all, { refused: 2 })
  expect(twiceRefused).toEqual({ outcome: 'done', calls: [forgets, ...once] })
  const always = await change(deployment, all, { refused: 3 })
  expect(always).toEqual({ outcome: 'failed', calls: [] })
})
