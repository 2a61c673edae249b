import { join } from 'node:path'
import type { Resource } from '@stoa/run'
import { listens } from '@stoa/run'
import type { LabPrograms } from '../programs/find.ts'
import { answersOk } from './answers.ts'
import type { Credentials } from './credentials.ts'
import type { LabPorts } from './ports.ts'
import { labResource } from './resource.ts'

export interface Lab {
  readonly home: string
  readonly ports: LabPorts
  readonly programs: LabPrograms
  readonly credentials: Credentials
}

const loopback = '127.0.0.1'
const flags = (values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`)

/** Requests to an API server that serves nobody else: its clients need not hold back. */
const unthrottled = { 'kube-api-qps': 500, 'kube-api-burst': 1_000 }

/** Kubernetes without a kubelet: etcd, the API server, the controllers and the scheduler. */
export const controlPlane = (lab: Lab): readonly Resource[] => [
  etcd(lab),
  apiServer(lab),
  controllerManager(lab),
  scheduler(lab),
]

function etcd({ home, ports, programs, credentials }: Lab): Resource {
  const { certFile, keyFile, caFile } = credentials
  const url = `https://${loopback}:${ports.etcd}`
  const peers = `https://${loopback}:${ports.etcdPeers}`
  return labResource({
    ...{ name: 'etcd', after: [], command: programs.etcd, cwd: home },
    ports: { clients: ports.etcd, peers: ports.etcdPeers },
    args: [
      ...flags({ name: 'lab', 'data-dir': join(home, 'etcd'), 'log-level': 'warn' }),
      ...flags({ 'listen-client-urls': url, 'advertise-client-urls': url }),
      ...flags({ 'listen-peer-urls': peers, 'initial-advertise-peer-urls': peers }),
      ...flags({ 'initial-cluster': `lab=${peers}` }),
      ...flags({ 'cert-file': certFile, 'key-file': keyFile, 'trusted-ca-file': caFile }),
      ...flags({ 'client-cert-auth': true, 'peer-client-cert-auth': true }),
      ...flags({ 'peer-cert-file': certFile, 'peer-key-file': keyFile }),
      ...flags({ 'peer-trusted-ca-file': caFile }),
      // A lab's data may be lost: every start begins with an empty cluster.
      '--unsafe-no-fsync',
    ],
    isReady: () => listens(ports.etcd),
  })
}

function apiServer({ home, ports, programs, credentials }: Lab): Resource {
  const { certFile, keyFile, caFile, tokenFile, serviceAccountKeyFile } = credentials
  return labResource({
    ...{ name: 'kube-apiserver', after: ['etcd'], command: programs.apiServer, cwd: home },
    ports: { https: ports.apiServer },
    args: [
      ...flags({ 'bind-address': loopback, 'secure-port': ports.apiServer }),
      ...flags({ 'advertise-address': loopback, 'endpoint-reconciler-type': 'none' }),
      ...flags({ 'tls-cert-file': certFile, 'tls-private-key-file': keyFile }),
      ...flags({ 'etcd-servers': `https://${loopback}:${ports.etcd}`, 'etcd-cafile': caFile }),
      ...flags({ 'etcd-certfile': certFile, 'etcd-keyfile': keyFile }),
      ...flags({ 'token-auth-file': tokenFile, 'authorization-mode': 'Node,RBAC' }),
      ...flags({ 'service-account-issuer': 'https://kubernetes.default.svc.cluster.local' }),
      ...flags({ 'service-account-key-file': serviceAccountKeyFile }),
      ...flags({ 'service-account-signing-key-file': serviceAccountKeyFile }),
      ...flags({ 'service-cluster-ip-range': '10.96.0.0/16', 'allow-privileged': true }),
      ...flags({ profiling: false }),
    ],
    isReady: () => answersOk(`https://${loopback}:${ports.apiServer}/readyz`, caFile),
  })
}

function controllerManager({ home, ports, programs, credentials }: Lab): Resource {
  const { certFile, keyFile, caFile, serviceAccountKeyFile, kubeconfig } = credentials
  const config = kubeconfig('controller-manager')
  return labResource({
    ...{ name: 'controller-manager', after: ['kube-apiserver'], cwd: home },
    command: programs.controllerManager,
    ports: { https: ports.controllerManager },
    args: [
      ...flags({ kubeconfig: config, 'bind-address': loopback, 'leader-elect': false }),
      ...flags({ 'secure-port': ports.controllerManager, profiling: false }),
      ...flags({ 'tls-cert-file': certFile, 'tls-private-key-file': keyFile }),
      ...flags({ 'root-ca-file': caFile, 'use-service-account-credentials': true }),
      ...flags({ 'service-account-private-key-file': serviceAccountKeyFile }),
      ...flags({ 'horizontal-pod-autoscaler-sync-period': '1s', ...unthrottled }),
    ],
    isReady: () => answersOk(`https://${loopback}:${ports.controllerManager}/healthz`, caFile),
  })
}

function scheduler({ home, ports, programs, credentials }: Lab): Resource {
  const { certFile, keyFile, caFile, kubeconfig } = credentials
  return labResource({
    ...{ name: 'scheduler', after: ['kube-apiserver'], command: programs.scheduler, cwd: home },
    ports: { https: ports.scheduler },
    args: [
      ...flags({ kubeconfig: kubeconfig('scheduler'), 'bind-address': loopback }),
      ...flags({ 'leader-elect': false, 'secure-port': ports.scheduler, profiling: false }),
      ...flags(unthrottled),
      ...flags({ 'tls-cert-file': certFile, 'tls-private-key-file': keyFile }),
    ],
    isReady: () => answersOk(`https://${loopback}:${ports.scheduler}/healthz`, caFile),
  })
}
