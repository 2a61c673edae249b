import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import type { Server } from '../evaluate/question.ts'
import type { MeshSettings } from '../model/settings.ts'
import { WrongArguments } from './verb.ts'

export const policiesOf = (mesh: string | undefined): string =>
  mesh ?? join(repositoryRoot, 'mesh/istio')

const namespace = 'commerce'
const edge = {
  ...{ name: 'istio-ingressgateway', namespace: 'istio-ingress', kind: 'gateway' },
  labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
} as const satisfies Omit<Server, 'port' | 'protocol'> & { readonly name: string }

/**
 * The identity of a caller: a service of this platform or `edge`; `namespace/name` of any mesh; a whole
 * principal; null for `nobody`, who has no certificate.
 */
export function principalOf(caller: string, { trustDomain }: MeshSettings): string | null {
  if (caller === 'nobody') return null
  const plain = caller.replace(/^spiffe:\/\//, '')
  if (plain.split('/').length > 2) return plain
  const [first = '', second] = plain.split('/')
  if (second !== undefined) return `${trustDomain}/ns/${first}/sa/${second}`
  if (plain === 'edge') return `${trustDomain}/ns/${edge.namespace}/sa/${edge.name}`
  return `${trustDomain}/ns/${namespace}/sa/${plain}`
}

interface Written {
  readonly port: string | undefined
  readonly labels: readonly string[]
  readonly protocol: string | undefined
}

/** The side that is asked: a service of this platform, `nats`, `edge`, or `namespace/name` of any mesh. */
export function serverOf(name: string, { port, labels, protocol }: Written): Server {
  const known = name.includes('/') ? foreign(name) : own(name)
  const written = Object.fromEntries(labels.map(pairOf('--label')))
  const number = port === undefined ? known.port : Number(port)
  if (number === undefined)
    throw new WrongArguments(`--port: nothing says on which port ${name} listens`)
  return {
    ...known,
    port: number,
    labels: { ...known.labels, ...written },
    protocol: protocol === 'tcp' ? 'tcp' : known.protocol,
  }
}

type Known = Omit<Server, 'port'> & { readonly port: number | undefined }

function own(name: string): Known {
  if (name === 'edge') {
    const { name: _, ...gateway } = edge
    return { ...gateway, port: 443, protocol: 'http' }
  }
  const common = { namespace, kind: 'sidecar', labels: labelsOf(name) } as const
  if (name === 'nats') return { ...common, port: 4222, protocol: 'tcp' }
  const { services } = readTopology()
  const found = services.find((service) => service.name === name)
  if (found !== undefined) return { ...common, port: found.port, protocol: 'http' }
  const names = services.map((service) => service.name).join(', ')
  throw new WrongArguments(`there is no service ${name}; there are ${names}, nats and edge`)
}

function foreign(whole: string): Known {
  const [where = '', name = ''] = whole.split('/')
  return {
    namespace: where,
    kind: 'sidecar',
    labels: labelsOf(name),
    port: undefined,
    protocol: 'http',
  }
}

const labelsOf = (name: string) => ({ app: name, 'app.kubernetes.io/name': name, version: 'v1' })

/** `name=value` as a pair. */
export const pairOf =
  (option: string) =>
  (text: string): readonly [string, string] => {
    const at = text.indexOf('=')
    if (at < 1) throw new WrongArguments(`${option} takes name=value, not ${text}`)
    return [text.slice(0, at), text.slice(at + 1)]
  }
