import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '@stoa/run'
import { z } from 'zod'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { answersOk } from './answers.ts'
import type { Lab } from './control-plane.ts'
import { labResource } from './resource.ts'

const zones = ['zone-a', 'zone-b', 'zone-c']
const capacity = { cpu: '16', memory: '32Gi', pods: '110' }

/** Two nodes in each zone. No machine stands behind them. */
export const nodes: readonly KubernetesObject[] = zones.flatMap((zone) =>
  [1, 2].map((number) => nodeIn(zone, `${zone}-${number}`)),
)

function nodeIn(zone: string, name: string): KubernetesObject {
  const labels = {
    ...{ 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' },
    ...{ 'kubernetes.io/arch': 'amd64', 'topology.kubernetes.io/region': 'lab' },
    'topology.kubernetes.io/zone': zone,
  }
  return {
    ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } },
    status: { capacity, allocatable: capacity },
  }
}

const nodeStatus = z.object({
  conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
})

export const isReadyNode = ({ status }: KubernetesObject): boolean =>
  nodeStatus
    .parse(status)
    .conditions.some(({ type, status }) => type === 'Ready' && status === 'True')

const stageFolders = ['node/fast', 'node/heartbeat', 'pod/fast']

/** kwok plays the kubelets: it reports nodes and pods as ready, and runs nothing. */
export function kwok({ home, ports, programs, credentials }: Lab): Resource {
  const stages = stageFolders.flatMap((folder) =>
    readdirSync(join(programs.stages, folder))
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .map((file) => join(programs.stages, folder, file)),
  )
  return labResource({
    ...{ name: 'kwok', after: ['kube-apiserver'], command: programs.kwok, cwd: home },
    ports: { http: ports.kwok },
    args: [
      ...['--kubeconfig', credentials.kubeconfig('kwok'), '--manage-all-nodes=true'],
      ...['--cidr', '10.244.0.0/16', '--node-ip', '10.0.0.1'],
      ...['--server-address', `127.0.0.1:${ports.kwok}`],
      ...stages.flatMap((file) => ['--config', file]),
    ],
    isReady: () => answersOk(`http://127.0.0.1:${ports.kwok}/healthz`),
  })
}
