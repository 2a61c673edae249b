import { isIP } from 'node:net'
import { hostsOverlap, isHostWithin } from '../../hosts.ts'
import { isClaim } from '../header-name.ts'
import { wildcardDomainError } from '../names.ts'
import { type Violation, violationIf } from '../violations.ts'
import type { HttpRoute } from './http-route.ts'
import type { TlsRoute } from './tcp-route.ts'

interface Input {
  readonly hosts?: readonly string[] | undefined
  readonly gateways?: readonly string[] | undefined
  readonly http?: readonly HttpRoute[] | undefined
  readonly tls?: readonly TlsRoute[] | undefined
  readonly tcp?: readonly unknown[] | undefined
}

const isAtGateway = ({ gateways = [] }: Input) => gateways.some((name) => name !== 'mesh')

/** Violations between the fields of a VirtualService. */
export const virtualServiceViolations = (service: Input): readonly Violation[] => [
  ...violationIf(
    !service.http?.length && !service.tls?.length && !service.tcp?.length,
    'http, tcp or tls must be provided in virtual service',
  ),
  ...((service.hosts ?? []).length === 0 ? delegateViolations(service) : hostViolations(service)),
  ...claimViolations(service),
  ...sniViolations(service),
]

function delegateViolations({ gateways, tls, tcp, http }: Input): readonly Violation[] {
  const none = (is: boolean, what: string, path: string) =>
    violationIf(is, `delegate virtual service must have no ${what} specified`, path)
  return [
    ...none(Boolean(gateways?.length), 'gateways', 'gateways'),
    ...none(Boolean(tls?.length), 'tls route', 'tls'),
    ...none(Boolean(tcp?.length), 'tcp route', 'tcp'),
    ...(http ?? []).flatMap(({ delegate }, index) =>
      violationIf(
        delegate !== undefined,
        'delegate HTTP route cannot contain delegate',
        'http',
        index,
        'delegate',
      ),
    ),
  ]
}

function hostViolations(service: Input): readonly Violation[] {
  const hosts = service.hosts ?? []
  const bad = hosts.flatMap((host, index) => {
    const message = isIP(host) > 0 ? undefined : wildcardDomainError(host)
    if (message !== undefined) return [{ message, path: ['hosts', index] }]
    return violationIf(
      host === '*' && !isAtGateway(service),
      'wildcard host * is not allowed for virtual services bound to the mesh gateway',
      'hosts',
      index,
    )
  })
  if (bad.length > 0) return bad
  return hosts.flatMap((host, index) =>
    hosts
      .slice(0, index)
      .filter((earlier) => hostsOverlap(earlier, host))
      .flatMap((earlier) =>
        violationIf(
          true,
          `duplicate hosts in virtual service: ${earlier} & ${host}`,
          'hosts',
          index,
        ),
      ),
  )
}

function claimViolations(service: Input): readonly Violation[] {
  if (isAtGateway(service)) return []
  return (service.http ?? []).flatMap(({ match = [] }, index) =>
    match.flatMap(({ headers = {}, withoutHeaders = {} }, at) =>
      [...Object.keys(headers), ...Object.keys(withoutHeaders)]
        .filter(isClaim)
        .flatMap((name) =>
          violationIf(
            true,
            `JWT claim based routing (key: ${name}) is only supported for gateway`,
            ...['http', index, 'match', at],
          ),
        ),
    ),
  )
}

const sniViolations = ({ hosts = [], tls = [] }: Input) =>
  tls.flatMap(({ match }, index) =>
    match.flatMap(({ sniHosts }, at) =>
      sniHosts.flatMap((sni, which) => {
        const path = ['tls', index, 'match', at, 'sniHosts', which]
        const message = isIP(sni) > 0 ? undefined : wildcardDomainError(sni)
        if (message !== undefined) return [{ message, path }]
        return violationIf(
          isIP(sni) === 0 && !hosts.some((host) => isHostWithin(sni, host)),
          `SNI host "${sni}" is not a compatible subset of any of the virtual service hosts`,
          ...path,
        )
      }),
    ),
  )
