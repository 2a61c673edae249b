import { type Clause, type ClauseField, parseClaimPath } from '../../model/clauses.ts'
import { escapeRegex, requestPrincipal } from '../../model/strings.ts'
import { envoyTemplate, isTemplate } from '../../model/template.ts'
import { type Config, typed } from '../config.ts'
import {
  addressRange,
  anyValue,
  headerMatcher,
  listMatcher,
  metadataMatcher,
  regexMatcher,
  ruleMatcher,
  stringMatcher,
  tokenMatcher,
} from './match.ts'

export interface Port {
  readonly servicePort: number
  readonly port: number
}

/** What a matcher needs besides the value. */
export interface MatchContext {
  readonly clause: Clause
  readonly namespace: string
  readonly port: Port
}

type Matcher = (value: string, context: MatchContext) => Config

const peerPrincipal = (name: Config): Config => ({ authenticated: { principal_name: name } })

const claim =
  (pathOf: (clause: Clause) => readonly string[]): Matcher =>
  (value, { clause }) => {
    const text = { string_match: stringMatcher(value) }
    return { sourced_metadata: tokenMatcher(pathOf(clause), anyValue([text, listMatcher(text)])) }
  }

/**
 * Builds Envoy's matcher for one value of a field: a permission for `to` fields, a principal for
 * `from` fields.
 */
export const clauseMatchers: Readonly<Record<ClauseField, Matcher>> = {
  hosts: (value) => ({ header: headerMatcher(':authority', value, true) }),
  methods: (value) => ({ header: headerMatcher(':method', value) }),
  paths: (value) =>
    isTemplate(value) ? template(value) : { url_path: { path: stringMatcher(value) } },
  // Policies name the workload's port, and the proxy may listen on another one. Other ports never
  // match.
  ports: (value, { port }) =>
    Number(value) === port.servicePort
      ? { destination_port: port.port }
      : { not_rule: { any: true } },
  destinationIp: (value) => ({ destination_ip: addressRange(value) }),
  sni: (value) => ({ requested_server_name: stringMatcher(value) }),
  filterMetadata: (value, { clause }) => {
    const [filter = '', name = ''] = clause.key.slice(0, -1).split(/\[(.*)/s)
    const list = value.startsWith('[') && value.endsWith(']')
    const text = { string_match: stringMatcher(list ? value.replace(/^\[+|\]+$/g, '') : value) }
    return { sourced_metadata: metadataMatcher(filter, [name], list ? listMatcher(text) : text) }
  },
  principals: (value) => peerPrincipal(stringMatcher(value, 'spiffe://')),
  namespaces: (value) =>
    peerPrincipal(regexMatcher(`.*/ns/${value.split('*').map(escapeRegex).join('.*')}/.*`)),
  serviceAccounts: (value, { namespace: own }) => {
    const [namespace, account] = value.includes('/') ? value.split('/') : [own, value]
    const names = [namespace, account].map((name) => escapeRegex(name ?? ''))
    return peerPrincipal(regexMatcher(`spiffe://.+/ns/${names[0]}/(.+/|)sa/${names[1]}(/.+)?`))
  },
  trustDomains: (value) => {
    const [before = '', ...after] = value.split('*')
    if (value === '*') return peerPrincipal({ prefix: 'spiffe://' })
    if (after.length === 0) return peerPrincipal({ prefix: `spiffe://${value}/` })
    return peerPrincipal(
      regexMatcher(`spiffe://${escapeRegex(before)}[^/]*${escapeRegex(after.join('*'))}/.*`),
    )
  },
  ipBlocks: (value) => ({ direct_remote_ip: addressRange(value) }),
  remoteIpBlocks: (value) => ({ remote_ip: addressRange(value) }),
  requestPrincipals: (value) => {
    const { issuer, subject } = requestPrincipal(value)
    const claimMatcher = (name: string, rule: Config) => ({
      sourced_metadata: tokenMatcher([name], { string_match: rule }),
    })
    return {
      and_ids: {
        ids: [claimMatcher('iss', ruleMatcher(issuer)), claimMatcher('sub', ruleMatcher(subject))],
      },
    }
  },
  audiences: claim(() => ['aud']),
  presenter: claim(() => ['azp']),
  claims: claim(({ key }) => parseClaimPath(key)),
  header: (value, { clause }) => ({ header: headerMatcher(clause.key, value) }),
}

const template = (value: string): Config => ({
  uri_template: {
    name: 'envoy.path.match.uri_template.uri_template_matcher',
    typed_config: typed('extensions.path.match.uri_template.v3.UriTemplateMatchConfig', {
      path_template: envoyTemplate(value),
    }),
  },
})
