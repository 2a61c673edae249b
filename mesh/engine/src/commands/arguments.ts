import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'
import type { Server } from '../evaluate/access-request.ts'
import type { MeshSettings } from '../model/settings.ts'
import { platformLabels, platformWorkloads } from './platform-workloads.ts'

export const policiesOf = (mesh: string | undefined): string =>
  mesh ?? join(repositoryRoot, 'mesh/istio')

/**
 * The principal of a caller. The caller is a service of this platform, `edge`, `namespace/name` of
 * any mesh, a complete principal, or `nobody` for a client without a certificate, whose principal
 * is null. Throws CannotRun for another name.
 */
export function principalOf(caller: string, { trustDomain }: MeshSettings): string | null {
  if (caller === 'nobody') return null
  const plain = caller.replace(/^spiffe:\/\//, '')
  if (plain.split('/').length > 2) return plain
  const [first = '', second] = plain.split('/')
  if (second !== undefined) return `${trustDomain}/ns/${first}/sa/${second}`
  const { namespace, serviceAccount } = workloadNamed(plain, 'nobody')
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`
}

interface Overrides {
  readonly port: string | undefined
  readonly labels: readonly string[]
  readonly protocol: string | undefined
}

/**
 * The server of a call: a service of this platform, `nats`, `edge`, or `namespace/name` of any
 * mesh.
 */
export function serverOf(name: string, { port, labels, protocol }: Overrides): Server {
  const known = name.includes('/') ? otherServer(name) : platformServer(name)
  const written = Object.fromEntries(labels.map(pairOf('--label')))
  const number = port === undefined ? known.port : Number(port)
  if (number === undefined)
    throw new CannotRun(`--port: required, because ${name} has no service.yaml`)
  return {
    ...known,
    port: number,
    labels: { ...known.labels, ...written },
    protocol: protocol === 'tcp' ? 'tcp' : known.protocol,
  }
}

type KnownServer = Omit<Server, 'port'> & { readonly port: number | undefined }

function workloadNamed(name: string, ...others: readonly string[]) {
  const workloads = platformWorkloads()
  const found = workloads.find(({ instance }) => instance === name)
  if (found) return found
  const names = [...workloads.map(({ instance }) => instance), ...others].join(', ')
  throw new CannotRun(`unknown service ${name}; use one of ${names}, or namespace/name`)
}

function platformServer(name: string): KnownServer {
  const { namespace, labels, kind, inbound } = workloadNamed(name)
  return { namespace, labels, kind, port: inbound.servicePort, protocol: inbound.protocol }
}

function otherServer(whole: string): KnownServer {
  const [where = '', name = ''] = whole.split('/')
  return {
    namespace: where,
    kind: 'sidecar',
    labels: platformLabels(name),
    port: undefined,
    protocol: 'http',
  }
}

/** Splits `name=value`. */
export const pairOf =
  (option: string) =>
  (text: string): readonly [string, string] => {
    const at = text.indexOf('=')
    if (at < 1) throw new CannotRun(`${option}: expected name=value, found ${text}`)
    return [text.slice(0, at), text.slice(at + 1)]
  }
