import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  clusterFile,
  helmAt,
  offlineRenderCall,
  type Profile,
  requireHelm,
  valuesFiles,
} from '@stoa/cluster'
import { afterAll, describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { builtFolder } from '../programs/places.ts'
import { objectsOf } from '../render/read-objects.ts'
import { labReleases } from './releases.ts'

const charts = join(builtFolder('istio'), 'charts')
const without = !existsSync(charts)
const titled = (title: string) => (without ? `${title} (skipped: npx stoa lab build istio)` : title)

const scratch = mkdtempSync(join(tmpdir(), 'stoa-istio-'))
afterAll(() => rmSync(scratch, { recursive: true }))

interface Rendering {
  readonly profile?: Profile
  /** The files of the site. */
  readonly site?: Readonly<Record<string, string>>
  readonly kubeVersion?: string
}

/** What Istio's own chart makes of our values. */
async function rendered(
  name: string,
  { profile = 'small', site = {}, kubeVersion = 'v1.34.0' }: Rendering,
): Promise<readonly KubernetesObject[]> {
  const folder = mkdtempSync(join(scratch, 'site-'))
  mkdirSync(join(folder, 'derived'))
  for (const [file, text] of Object.entries(site)) writeFileSync(join(folder, file), text)
  const release = labReleases(profile, charts).releases.find((one) => one.name === name)
  if (!release) throw new Error(`the lab has no release ${name}`)
  const valuesOf = () =>
    valuesFiles(release, { profile, folder, derivedFolder: join(folder, 'derived') })
  const call = offlineRenderCall(release, { context: '', valuesOf })
  const text = await helmAt(requireHelm())([...call, `--kube-version=${kubeVersion}`])
  return objectsOf(text, name)
}

interface PodSpec {
  readonly containers: readonly { readonly env?: readonly { name: string; value?: string }[] }[]
  readonly volumes: readonly { readonly name: string; readonly hostPath?: { path: string } }[]
  readonly topologySpreadConstraints: readonly { readonly topologyKey: string }[]
}

const podsOf = (objects: readonly KubernetesObject[]): PodSpec => {
  const workload = objects.find(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment')
  if (!workload) throw new Error('the chart makes no pods')
  return (workload.spec as { template: { spec: PodSpec } }).template.spec
}

const pathsOf = (objects: readonly KubernetesObject[]) =>
  ['cni-bin-dir', 'cni-net-dir', 'cni-netns-dir'].map(
    (wanted) => podsOf(objects).volumes.find(({ name }) => name === wanted)?.hostPath?.path,
  )

describe.skipIf(without)(titled('on a platform that the site names'), () => {
  const [bin, conf, netns] = ['/opt/cni/bin', '/etc/cni/net.d', '/var/run/netns']
  const ofK3s = '/var/lib/rancher/k3s/agent/etc/cni/net.d'
  const ofMicrok8s = '/var/snap/microk8s/current'
  it.each([
    ['', [bin, conf, netns]],
    ['platform: k3d', ['/bin', ofK3s, netns]],
    ['platform: k3s', ['/var/lib/rancher/k3s/data/cni', ofK3s, netns]],
    ['platform: microk8s', [`${ofMicrok8s}/opt/cni/bin`, `${ofMicrok8s}/args/cni-network`, netns]],
    ['platform: minikube', [bin, conf, '/var/run/docker/netns']],
  ])('the plugin is put where the nodes look for it: %s', async (cluster, paths) => {
    const objects = await rendered('istio-cni', { site: { [clusterFile]: cluster } })
    expect(pathsOf(objects)).toEqual(paths)
  })

  it('GKE has it in a folder of its own, and admits pods of its priority', async () => {
    const kubeVersion = 'v1.34.1-gke.1829001'
    const of = (cluster: string) =>
      rendered('istio-cni', { site: { [clusterFile]: cluster }, kubeVersion })
    const objects = await of('platform: gke')
    expect(pathsOf(objects)).toEqual(['/home/kubernetes/bin', conf, netns])
    expect(objects.map(({ kind }) => kind)).toContain('ResourceQuota')
    expect(pathsOf(await of(''))).toEqual([bin, conf, netns])
  })

  it('istiod is told where it runs', async () => {
    const platformIn = async (cluster: string) =>
      podsOf(await rendered('istiod', { site: { [clusterFile]: cluster } }))
        .containers.flatMap(({ env = [] }) => env)
        .find(({ name }) => name === 'PLATFORM')?.value
    expect(await platformIn('platform: k3d')).toBe('k3d')
    expect(await platformIn('')).toBe('')
  })
})

describe.skipIf(without)(titled('the edge'), () => {
  const edge = (rendering: Rendering) => rendered('istio-ingressgateway', rendering)
  const serviceOf = (objects: readonly KubernetesObject[]) =>
    objects.find(({ kind }) => kind === 'Service')?.spec

  it.each(['production', 'multi-region'] as const)(
    'sees the addresses of clients in %s, on a node with a pod in each zone',
    async (profile) => {
      const objects = await edge({ profile })
      expect(serviceOf(objects)).toMatchObject({
        ...{ type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
        ports: [{ port: 15021 }, { port: 443 }],
      })
      const [scaler] = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      expect(scaler?.spec).toMatchObject({ minReplicas: 3 })
      expect(podsOf(objects).topologySpreadConstraints).toMatchObject([
        { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
        { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
      ])
    },
  )

  it('takes requests at any node of a small cluster', async () => {
    expect(serviceOf(await edge({}))).not.toHaveProperty('externalTrafficPolicy')
  })

  it('has no such policy where a site gives it no load balancer, which Kubernetes would refuse', async () => {
    const site = {
      'istio-ingressgateway.yaml': 'service: { type: ClusterIP, externalTrafficPolicy: "" }',
    }
    const service = serviceOf(await edge({ profile: 'production', site }))
    expect(service).toMatchObject({ type: 'ClusterIP' })
    expect(service).not.toHaveProperty('externalTrafficPolicy')
  })
})
