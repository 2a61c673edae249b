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

const supporting: readonly WorkloadOptions[] = [
  {
    ...{ name: 'nats', namespace: 'commerce', replicas: 1, requests: small },
    port: { name: 'tcp-nats', number: 4222, service: 4222 },
  },
  {
    ...{ name: 'prometheus', namespace: 'observability', replicas: 1, requests: small },
    port: { name: 'http', number: 9090, service: 9090 },
  },
  {
    ...{ name: 'otel-collector', namespace: 'observability', replicas: 1, requests: small },
    port: { name: 'http-otlp', number: 4318, service: 4318 },
  },
  {
    ...{ name: 'jaeger', namespace: 'observability', replicas: 1, requests: small },
    port: { name: 'http', number: 16_686, service: 16_686 },
  },
  {
    ...{ name: 'loki', namespace: 'observability', replicas: 1, requests: small },
    port: { name: 'http', number: 3100, service: 3100 },
  },
  {
    ...{ name: 'grafana', namespace: 'observability', replicas: 1, requests: small },
    port: { name: 'http', number: 3000, service: 3000 },
  },
  {
    ...{ name: 'otel-logs', namespace: 'node-agents', replicas: 1, requests: small },
    port: { name: 'http', number: 8888, service: 8888 },
  },
  {
    ...{ name: 'postgres', namespace: 'database', replicas: 1, requests: small },
    port: { name: 'tcp-postgres', number: 5432, service: 5432 },
    labels: { 'cnpg.io/cluster': 'postgres', 'cnpg.io/podRole': 'instance' },
  },
  {
    ...{ name: 'cloudnative-pg', namespace: 'cnpg-system', replicas: 1, requests: small },
    port: { name: 'tcp-webhook', number: 9443, service: 9443 },
  },
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
