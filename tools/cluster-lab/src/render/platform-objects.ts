import { join } from 'node:path'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { readObjects } from './read-objects.ts'
import { type WorkloadOptions, workloadObjects } from './workload-objects.ts'

export const meshFolder = join(repositoryRoot, 'mesh/istio')

const serviceWorkload = ({ name, port, size }: Service): WorkloadOptions => ({
  ...{ name, namespace: 'commerce', replicas: size.replicas },
  port: { name: 'http', number: port, service: port },
  requests: { cpu: size.cpu, memory: size.memory },
})

const small = { cpu: '100m', memory: '128Mi' }

/** One replica at `<namespace>/<name>` that listens at a port of this name. */
const supportingAt = (path: string, portName: string, number: number): WorkloadOptions => {
  const [namespace = '', name = ''] = path.split('/')
  return {
    ...{ name, namespace, replicas: 1, requests: small },
    port: { name: portName, number, service: number },
  }
}

const supporting: readonly WorkloadOptions[] = [
  supportingAt('commerce/nats', 'tcp-nats', 4222),
  supportingAt('observability/prometheus', 'http', 9090),
  supportingAt('observability/otel-collector', 'http-otlp', 4318),
  supportingAt('observability/jaeger', 'http', 16_686),
  supportingAt('observability/loki', 'http', 3100),
  supportingAt('observability/grafana', 'http', 3000),
  supportingAt('node-agents/otel-logs', 'http', 8888),
  {
    ...supportingAt('database/postgres', 'tcp-postgres', 5432),
    labels: { 'cnpg.io/cluster': 'postgres', 'cnpg.io/podRole': 'instance' },
  },
  supportingAt('cnpg-system/cloudnative-pg', 'tcp-webhook', 9443),
]

/** The mesh's own resources without its faults, which are applied on purpose only. */
export const meshObjects = (): readonly KubernetesObject[] => [
  ...['base', 'gateway', 'services', 'nats.yaml'].flatMap((part) =>
    readObjects(join(meshFolder, part)),
  ),
]

/** Stand-ins for the workloads of charts that the lab cannot install. */
export const standIns = (): readonly KubernetesObject[] => supporting.flatMap(workloadObjects)

/** A workload for every service folder, and the mesh. */
export const servicesAndMesh = (): readonly KubernetesObject[] => [
  ...readTopology().services.map(serviceWorkload).flatMap(workloadObjects),
  ...meshObjects(),
]

/** The files that a command names, or else the services and the mesh; with the stand-ins. */
export const objectsToApply = (paths: readonly string[]): readonly KubernetesObject[] => [
  ...standIns(),
  ...(paths.length > 0 ? paths.flatMap(readObjects) : servicesAndMesh()),
]
