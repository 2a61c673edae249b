import { expect, it } from 'vitest'
import { releases } from '../../test/fake-cluster.ts'
import { HelmError } from '../helm.ts'
import { carryOut } from './carry-out.ts'
import { firstOfTwo } from './installed.ts'

const target = { context: 'laptop', valuesOf: () => [] }
const silent = { starts: () => undefined, ended: () => undefined }
const scaledObject =
  'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: orders }\n'
const autoscaler = 'kind: HorizontalPodAutoscaler\nmetadata: { name: gateway }\n'
const deployment = 'kind: Deployment\nmetadata: { name: orders }\n'

/** Upgrades a release from one manifest to another; returns the outcome, and how each call of Helm waits, forces and runs hooks. */
async function upgrade(from: string, to: string, failure?: Error) {
  const calls: string[] = []
  const helm = async (args: readonly string[]) => {
    if (args[0] === 'get') return from
    if (args[0] === 'template') return to
    calls.push(
      args.filter((argument) => /^--(wait|force|no-hooks|description)/.test(argument)).join(' '),
    )
    if (failure) throw failure
    return ''
  }
  const [release] = releases
  if (!release) throw new Error('there is no release')
  const step = { release, action: { type: 'upgrade' }, reason: '' } as const
  const [outcome] = await carryOut([step], helm, target, silent)
  return { outcome: outcome?.outcome, calls }
}

const all = [deployment, scaledObject, autoscaler].join('---\n')
const once = ['--wait=watcher']
const first = `--wait=hookOnly --description=${firstOfTwo}`
const twice = [first, '--wait=watcher --force-conflicts --no-hooks']

it.each([
  ['every autoscaler goes', all, deployment, twice],
  ['one of them goes', all, [deployment, autoscaler].join('---\n'), twice],
  ['all stay', all, all, once],
  ['there was none', deployment, all, once],
])('an upgrade in which %s takes the calls %4$j', async (_, from, to, calls) => {
  expect(await upgrade(from, to)).toEqual({ outcome: 'done', calls })
})

it('an upgrade that fails is not repeated', async () => {
  const failure = new HelmError('UPGRADE FAILED')
  expect(await upgrade(all, deployment, failure)).toEqual({
    ...{ outcome: 'failed', calls: [first] },
  })
})
