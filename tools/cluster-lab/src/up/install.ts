import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { openInstaller } from '../install/installer.ts'
import { writeSite } from '../install/site.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { type KubernetesObject, kubernetesObject, nameOf } from '../kubernetes/object.ts'
import type { Lab } from './control-plane.ts'
import type { Credentials } from './credentials.ts'
import { nodes } from './nodes.ts'

type Log = (line: string) => void

/** Puts nodes, namespaces, Istio's charts and the CRDs of other operators into the empty cluster. */
export async function install(lab: Lab, cluster: Cluster, log: Log): Promise<void> {
  await applyAll(cluster, [...nodes, ...lab.programs.crds.flatMap(objectsIn)])
  writeSite(lab)
  const only = ['namespaces', 'istio-base', 'istio-cni', 'istiod']
  await openInstaller({ ...lab, log }).run('install', { profile: 'small', only })
}

/** Puts the ingress gateway into the cluster; istiod must run by then, since it makes the gateway's pod. */
export async function installGateway(lab: Lab, cluster: Cluster, log: Log): Promise<void> {
  await applyAll(cluster, [edgeSecret(lab.credentials.edge)])
  const only = ['istio-ingressgateway']
  await openInstaller({ ...lab, log }).run('install', { profile: 'small', only })
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

const objectsIn = (folder: string): readonly KubernetesObject[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((document) => document.toJS() as unknown)
    .filter((value) => value !== null)
    .map((value) => kubernetesObject.parse(value))
