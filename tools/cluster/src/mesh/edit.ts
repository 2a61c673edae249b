import { type Document, isScalar, isSeq, parseAllDocuments, visit } from 'yaml'
import { expressions } from './expressions.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'

interface JwtRule {
  readonly issuer: string
  readonly jwksUri?: string
}

/** The rules that fetch their keys from one of the services. */
function issuersOf(texts: readonly string[], services: readonly string[]): string[] {
  const rules = texts
    .flatMap((text) => parseAllDocuments(text))
    .filter((document) => document.get('kind') === 'RequestAuthentication')
    .flatMap((document) => (document.toJS().spec.jwtRules ?? []) as JwtRule[])
  return rules
    .filter(({ jwksUri }) =>
      services.includes(new URL(jwksUri ?? 'none:').hostname.split('.')[0] ?? ''),
    )
    .map(({ issuer }) => issuer)
}

/** The hosts of the mesh's gateways. */
const hostsOf = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => parseAllDocuments(text))
    .filter((document) => document.get('kind') === 'Gateway')
    .flatMap((document) => document.toJS().spec.servers as { hosts: string[] }[])
    .flatMap(({ hosts }) => hosts)

/**
 * A function that makes one resource fit for a cluster, given the names of the development services and the text of
 * every file: see `deployedMesh`.
 */
export function edit(services: readonly string[], texts: readonly string[]) {
  const issuers = issuersOf(texts, services)
  const hosts = hostsOf(texts)
  const replaced = new Map<string, string>([
    ...services.map((name) => [`cluster.local/ns/commerce/sa/${name}`, edge] as const),
    ...issuers.map((issuer) => [`${issuer}/*`, expressions.principals] as const),
  ])
  return (document: Document): void => {
    if (document.get('kind') === 'RequestAuthentication') editTokens(document, issuers)
    visit(document, {
      Pair(_, pair) {
        const items = isSeq(pair.value)
          ? pair.value.items.map((item) => isScalar(item) && item.value)
          : []
        if (
          isScalar(pair.key) &&
          pair.key.value === 'hosts' &&
          items.some((item) => hosts.includes(String(item)))
        )
          pair.value = document.createNode(expressions.hosts)
      },
      Scalar(_, scalar) {
        const value = replaced.get(String(scalar.value))
        if (value === undefined) return
        scalar.value = value
        scalar.type = 'PLAIN'
      },
    })
  }
}

function editTokens(document: Document, issuers: readonly string[]): void {
  const rules = document.toJS().spec.jwtRules as JwtRule[]
  rules.forEach(({ issuer }, index) => {
    if (!issuers.includes(issuer)) return
    const at = (field: string) => ['spec', 'jwtRules', index, field]
    document.setIn(at('issuer'), expressions.issuer)
    document.setIn(at('audiences'), document.createNode([expressions.audience], { flow: true }))
    document.setIn(at('jwksUri'), expressions.keys)
  })
}
