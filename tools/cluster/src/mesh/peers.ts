import type { MeshFile } from '@stoa/mesh/policy'
import type { Service } from '@stoa/topology'
import { parseAllDocuments } from 'yaml'

/** A workload, by the namespace and the name of its service account. */
export interface Peer {
  readonly namespace: string
  readonly name: string
}

interface Policy {
  readonly kind: string
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly action?: string
    readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly rules?: readonly {
      readonly from?: readonly { readonly source: { readonly principals?: readonly string[] } }[]
    }[]
  }
}

const namespace = 'commerce'

const policiesIn = (files: readonly MeshFile[]): Policy[] =>
  files
    .flatMap(({ text }) => parseAllDocuments(text))
    .map((document) => document.toJS() as Policy)
    .filter(
      ({ kind, spec }) => kind === 'AuthorizationPolicy' && (spec.action ?? 'ALLOW') === 'ALLOW',
    )

function peerOf(principal: string): Peer {
  const [, from, name] = /^cluster\.local\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? []
  if (!from || !name) throw new Error(`the principal ${principal} is not one workload's`)
  return { namespace: from, name }
}

/** The callers that the mesh's policies allow for each workload of the namespace `commerce`, by its name. */
export function callersIn(files: readonly MeshFile[]): (name: string) => Peer[] {
  const policies = policiesIn(files).filter(({ metadata }) => metadata.namespace === namespace)
  return (name) => {
    const principals = policies
      .filter(
        ({ spec }) =>
          !spec.selector || spec.selector.matchLabels['app.kubernetes.io/name'] === name,
      )
      .flatMap(({ spec }) => spec.rules ?? [])
      .flatMap(({ from = [] }) => from.flatMap(({ source }) => source.principals ?? []))
    return [...new Set(principals)].sort().map(peerOf)
  }
}

export const calleesOf = (service: Service, all: readonly Service[]) =>
  all.filter(({ name }) => service.calls.includes(name)).map(({ name, port }) => ({ name, port }))
