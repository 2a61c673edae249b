import { describe, expect, it } from 'vitest'
import { mostPods } from '../../test/most-pods.ts'
import { type KubernetesObject, renderPlatform, titled, without } from '../../test/render.ts'
import { profiles } from '../profiles.ts'

const named = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((one) => one.kind === kind && one.metadata.name === name)?.spec

const millicores = (text: string) => Number.parseInt(text, 10) * (text.endsWith('m') ? 1 : 1_000)
const mebibytes = (text: string) => Number.parseInt(text, 10) * (text.endsWith('Gi') ? 1_024 : 1)

/** What the pods of every Deployment request while as many run as its autoscaler permits, and one more. */
function most(objects: readonly KubernetesObject[], sidecar: { cpu: number; memory: number }) {
  let [pods, cpu, memory] = [0, 0, 0]
  for (const deployment of objects.filter(({ kind }) => kind === 'Deployment')) {
    const count = mostPods(objects, deployment)
    const [{ resources }] = deployment.spec.template.spec.containers
    pods += count
    cpu += count * (millicores(resources.requests.cpu) + sidecar.cpu)
    memory += count * (mebibytes(resources.requests.memory) + sidecar.memory)
  }
  return { pods, cpu, memory }
}

describe.skipIf(without).each(profiles)(titled('the quota of %s'), (profile) => {
  const sidecar = profile === 'small' ? { cpu: 10, memory: 48 } : { cpu: 100, memory: 128 }
  const reserve = profile === 'small' ? [16, 1_000, 2_048] : [16, 8_000, 16_384]

  it('holds every service at its highest number of replicas, and the reserve', () => {
    const objects = renderPlatform(profile)
    const { pods, cpu, memory } = most(objects, sidecar)
    const { hard } = named(objects, 'ResourceQuota', 'commerce')
    expect([
      Number(hard.pods),
      millicores(hard['requests.cpu']),
      mebibytes(hard['requests.memory']),
    ]).toEqual([pods, cpu, memory].map((sum, index) => sum + (reserve[index] ?? 0)))
  })

  it('grows with a service that may have more replicas', () => {
    const limit = (...args: readonly string[]) =>
      Number(named(renderPlatform(profile, ...args), 'ResourceQuota', 'commerce').hard.pods)
    const more = '--set=services.orders.size.replicas=40'
    expect(limit(more)).toBeGreaterThan(limit())
  })

  it('is left out where it is switched off', () => {
    const objects = renderPlatform(profile, '--set=quota.enabled=false')
    expect(named(objects, 'ResourceQuota', 'commerce')).toBeUndefined()
    expect(named(objects, 'LimitRange', 'commerce')).toBeUndefined()
  })
})
