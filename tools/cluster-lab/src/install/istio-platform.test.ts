import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterFile, helmAt, offlineRenderCall, requireHelm, valuesFiles } from '@stoa/cluster'
import { afterAll, expect, it } from 'vitest'
import { builtFolder } from '../programs/places.ts'
import { objectsOf } from '../render/read-objects.ts'
import { labReleases } from './releases.ts'

const charts = join(builtFolder('istio'), 'charts')
const without = !existsSync(charts)
const titled = (title: string) =>
  without ? `${title} (skipped: npx stoa lab build istio)` : title

const folder = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface PodSpec {
  readonly containers: readonly { readonly env?: readonly { name: string; value?: string }[] }[]
  readonly volumes: readonly { readonly name: string; readonly hostPath?: { path: string } }[]
}

/** The pods that Istio's own chart makes of our values for a cluster, and the kinds of all of its objects. */
async function rendered(name: string, cluster: string, kubeVersion = 'v1.34.0') {
  writeFileSync(join(folder, clusterFile), cluster)
  const release = labReleases('small', charts).releases.find((one) => one.name === name)
  if (!release) throw new Error(`the lab has no release ${name}`)
  const valuesOf = () =>
    valuesFiles(release, { profile: 'small', folder, derivedFolder: join(folder, 'derived') })
  const call = offlineRenderCall(release, { context: '', valuesOf })
  const objects = objectsOf(
    await helmAt(requireHelm())([...call, `--kube-version=${kubeVersion}`]),
    name,
  )
  const workload = objects.find(({ kind }) => /^(DaemonSet|Deployment)$/.test(kind))
  const pods = (workload?.spec as { template: { spec: PodSpec } }).template.spec
  return { pods, kinds: objects.map(({ kind }) => kind) }
}

const pathsOf = ({ volumes }: PodSpec) =>
  ['cni-bin-dir', 'cni-net-dir', 'cni-netns-dir'].map(
    (wanted) => volumes.find(({ name }) => name === wanted)?.hostPath?.path,
  )

const usual = ['/opt/cni/bin', '/etc/cni/net.d', '/var/run/netns']

it.skipIf(without).each([
  ['', usual],
  ['platform: k3d', ['/bin', '/var/lib/rancher/k3s/agent/etc/cni/net.d', usual[2]]],
  [
    'platform: k3s',
    ['/var/lib/rancher/k3s/data/cni', '/var/lib/rancher/k3s/agent/etc/cni/net.d', usual[2]],
  ],
  [
    'platform: microk8s',
    [
      '/var/snap/microk8s/current/opt/cni/bin',
      '/var/snap/microk8s/current/args/cni-network',
      usual[2],
    ],
  ],
  ['platform: minikube', [usual[0], usual[1], '/var/run/docker/netns']],
])(titled('the plugin is put where the nodes look for it: %s'), async (cluster, paths) => {
  expect(pathsOf((await rendered('istio-cni', cluster)).pods)).toEqual(paths)
})

it.skipIf(without)(
  titled('of GKE it is put into its own folder, and its namespace may have pods of such a priority'),
  async () => {
    const { pods, kinds } = await rendered('istio-cni', 'platform: gke', 'v1.34.1-gke.1829001')
    expect(pathsOf(pods)).toEqual(['/home/kubernetes/bin', usual[1], usual[2]])
    expect(kinds).toContain('ResourceQuota')
  },
)

it.skipIf(without)(titled('istiod is told where it runs'), async () => {
  const platformIn = ({ containers }: PodSpec) =>
    containers.flatMap(({ env = [] }) => env).find(({ name }) => name === 'PLATFORM')?.value
  expect(platformIn((await rendered('istiod', 'platform: k3d')).pods)).toBe('k3d')
  expect(platformIn((await rendered('istiod', '')).pods)).toBe('')
})
