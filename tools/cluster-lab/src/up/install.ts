import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Cluster } from '../kubernetes/cluster.ts'
import { type KubernetesObject, kubernetesObject, nameOf } from '../kubernetes/object.ts'
import type { Lab } from './control-plane.ts'
import type { Credentials } from './credentials.ts'
import { installRelease, type Release } from './helm.ts'
import { istiodSettings } from './istiod.ts'
import { nodes } from './nodes.ts'

const namespace = (name: string): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Namespace' },
  metadata: { name },
})

/** Puts nodes, Istio's charts and the CRDs of other operators into the empty cluster. */
export async function install(lab: Lab, cluster: Cluster): Promise<void> {
  const { programs, credentials, home } = lab
  await applyAll(cluster, [...nodes, namespace('istio-system')])
  const access = { kubeconfig: credentials.kubeconfig('admin'), home }
  for (const release of istioReleases(lab)) await installRelease(programs.helm, access, release)
  await applyAll(cluster, programs.crds.flatMap(objectsIn))
}

/** Puts the ingress gateway into the cluster; istiod must run by then, since it makes the gateway's pod. */
export async function installGateway(lab: Lab, cluster: Cluster): Promise<void> {
  const { programs, credentials, home } = lab
  await applyAll(cluster, [namespace('istio-ingress'), edgeSecret(credentials.edge)])
  await installRelease(
    programs.helm,
    { kubeconfig: credentials.kubeconfig('admin'), home },
    {
      ...{ name: 'istio-ingressgateway', namespace: 'istio-ingress' },
      chart: join(programs.istioCharts, 'gateway'),
      values: {
        service: { type: 'ClusterIP' },
        // The chart's own context lacks the profile that Pod Security `restricted` requires.
        securityContext: {
          seccompProfile: { type: 'RuntimeDefault' },
          sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
        },
      },
    },
  )
}

/** What cert-manager would make of a Certificate: the Secret that the edge's Gateway names. */
const edgeSecret = ({ certPem, keyPem }: Credentials['edge']): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls' },
  metadata: { name: 'edge-serving', namespace: 'istio-ingress' },
  stringData: { 'tls.crt': certPem, 'tls.key': keyPem },
})

async function applyAll(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const applied = await cluster.apply(object)
    if ('refused' in applied) throw new Error(`${nameOf(object)}: ${applied.refused}`)
  }
}

function istioReleases({ programs, ports, credentials }: Lab): readonly Release[] {
  const chart = (path: string) => join(programs.istioCharts, path)
  const bundle = Buffer.from(credentials.caPem).toString('base64')
  const url = `https://localhost:${ports.istiodHttps}`
  const validation = { validationURL: `${url}/validate`, validationCABundle: bundle }
  const system = 'istio-system'
  return [
    { name: 'istio-base', namespace: system, chart: chart('base'), values: { base: validation } },
    { name: 'istio-cni', namespace: system, chart: chart('istio-cni'), values: {} },
    {
      ...{ name: 'istiod', namespace: system, chart: chart('istio-control/istio-discovery') },
      values: {
        base: validation,
        istiodRemote: { injectionURL: `${url}/inject`, injectionCABundle: bundle },
        pilot: { cni: { enabled: true }, env: istiodSettings },
        // mesh/istio brings the settings of the mesh.
        configMap: false,
      },
    },
  ]
}

const objectsIn = (folder: string): readonly KubernetesObject[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((document) => document.toJS() as unknown)
    .filter((value) => value !== null)
    .map((value) => kubernetesObject.parse(value))
