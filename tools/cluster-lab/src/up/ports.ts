import { freePorts } from '@stoa/topology'

const names = [
  ...['etcd', 'etcdPeers', 'apiServer', 'controllerManager', 'scheduler', 'kwok'],
  ...['istiodHttp', 'istiodGrpc', 'istiodSecureGrpc', 'istiodHttps', 'istiodMonitoring'],
] as const

export type LabPorts = Readonly<Record<(typeof names)[number], number>>

/** Free ports on loopback for every server of the lab. */
export async function freeLabPorts(): Promise<LabPorts> {
  const ports = await freePorts(names.length)
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as LabPorts
}
