import { expect, it } from 'vitest'
import { releases } from '../../test/fake-cluster.ts'
import { HelmError } from '../helm.ts'
import { carryOut } from './carry-out.ts'

const target = { context: 'laptop', valuesOf: () => [] }
const silent = { starts: () => undefined, ended: () => undefined }
const scaledObject =
  'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: orders }\n'
const autoscaler = 'kind: HorizontalPodAutoscaler\nmetadata: { name: gateway }\n'
const deployment = 'kind: Deployment\nmetadata: { name: orders }\n'
const conflict = new HelmError(
  'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
)

/** Upgrades a release from one manifest to another; returns the outcome, and of each call of Helm whether it forces. */
async function upgrade(from: string, to: string, failures: (Error | undefined)[] = []) {
  const forcing: boolean[] = []
  const helm = async (args: readonly string[]) => {
    if (args[0] === 'get') return forcing.length === 0 ? from : to
    forcing.push(args.includes('--force-conflicts'))
    const failure = failures.shift()
    if (failure) throw failure
    return ''
  }
  const [release] = releases
  if (!release) throw new Error('there is no release')
  const step = { release, action: { type: 'upgrade' }, reason: '' } as const
  const [outcome] = await carryOut([step], helm, target, silent)
  return { outcome: outcome?.outcome, forcing }
}

const all = [deployment, scaledObject, autoscaler].join('---\n')

it.each([
  ['every autoscaler goes', all, deployment, [false, true]],
  ['one of them goes', all, [deployment, autoscaler].join('---\n'), [false, true]],
  ['all stay', all, all, [false]],
  ['there was none', deployment, all, [false]],
])('the number of replicas is set once more where %s', async (_, from, to, forcing) => {
  expect(await upgrade(from, to)).toEqual({ outcome: 'done', forcing })
})

it('a number that an autoscaler set before it went is taken over', async () => {
  expect(await upgrade(deployment, deployment, [conflict])).toEqual({
    ...{ outcome: 'done', forcing: [false, true] },
  })
})

it('another conflict is not forced', async () => {
  const other = new HelmError('conflict with "kubectl" using apps/v1: .spec.replicas')
  expect(await upgrade(all, deployment, [other])).toEqual({ outcome: 'failed', forcing: [false] })
})
