import { openPorts } from '@stoa/run'

const names = [
  ...['etcd', 'etcdPeers', 'apiServer', 'controllerManager', 'scheduler', 'kwok'],
  ...['istiodHttp', 'istiodGrpc', 'istiodSecureGrpc', 'istiodHttps', 'istiodMonitoring'],
] as const

export type LabPorts = Readonly<Record<(typeof names)[number], number>>

/** Free ports on loopback for every server of the lab. */
export async function freeLabPorts(): Promise<LabPorts> {
  const ports = openPorts({ ephemeral: true, log: () => undefined })
  const taken: [string, number][] = []
  for (const name of names) taken.push([name, await ports.free()])
  return Object.fromEntries(taken) as Record<(typeof names)[number], number>
}
