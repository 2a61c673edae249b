import { isIP } from 'node:net'
import { hostsMeet, hostWithin } from '../../hosts.ts'
import { type Fault, fault } from '../faults.ts'
import { isClaim } from '../header-name.ts'
import { wildDomainFault } from '../names.ts'
import type { HttpRoute } from './http-route.ts'
import type { TlsRoute } from './tcp-route.ts'

interface Written {
  readonly hosts?: readonly string[] | undefined
  readonly gateways?: readonly string[] | undefined
  readonly http?: readonly HttpRoute[] | undefined
  readonly tls?: readonly TlsRoute[] | undefined
  readonly tcp?: readonly unknown[] | undefined
}

const isAtGateway = ({ gateways = [] }: Written) => gateways.some((name) => name !== 'mesh')

/** What of a VirtualService as a whole does not go together. */
export const virtualServiceFaults = (service: Written): readonly Fault[] => [
  ...fault(
    !service.http?.length && !service.tls?.length && !service.tcp?.length,
    'http, tcp or tls must be provided in virtual service',
  ),
  ...((service.hosts ?? []).length === 0 ? delegateFaults(service) : hostFaults(service)),
  ...claimFaults(service),
  ...sniFaults(service),
]

function delegateFaults({ gateways, tls, tcp, http }: Written): readonly Fault[] {
  const none = (is: boolean, what: string, path: string) =>
    fault(is, `delegate virtual service must have no ${what} specified`, path)
  return [
    ...none(Boolean(gateways?.length), 'gateways', 'gateways'),
    ...none(Boolean(tls?.length), 'tls route', 'tls'),
    ...none(Boolean(tcp?.length), 'tcp route', 'tcp'),
    ...(http ?? []).flatMap(({ delegate }, index) =>
      fault(
        delegate !== undefined,
        'delegate HTTP route cannot contain delegate',
        'http',
        index,
        'delegate',
      ),
    ),
  ]
}

function hostFaults(service: Written): readonly Fault[] {
  const hosts = service.hosts ?? []
  const bad = hosts.flatMap((host, index) => {
    const message = isIP(host) > 0 ? undefined : wildDomainFault(host)
    if (message !== undefined) return [{ message, path: ['hosts', index] }]
    return fault(
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
      .filter((earlier) => hostsMeet(earlier, host))
      .flatMap((earlier) =>
        fault(true, `duplicate hosts in virtual service: ${earlier} & ${host}`, 'hosts', index),
      ),
  )
}

function claimFaults(service: Written): readonly Fault[] {
  if (isAtGateway(service)) return []
  return (service.http ?? []).flatMap(({ match = [] }, index) =>
    match.flatMap(({ headers = {}, withoutHeaders = {} }, at) =>
      [...Object.keys(headers), ...Object.keys(withoutHeaders)]
        .filter(isClaim)
        .flatMap((name) =>
          fault(
            true,
            `JWT claim based routing (key: ${name}) is only supported for gateway`,
            ...['http', index, 'match', at],
          ),
        ),
    ),
  )
}

const sniFaults = ({ hosts = [], tls = [] }: Written) =>
  tls.flatMap(({ match }, index) =>
    match.flatMap(({ sniHosts }, at) =>
      sniHosts.flatMap((sni, which) => {
        const path = ['tls', index, 'match', at, 'sniHosts', which]
        const message = isIP(sni) > 0 ? undefined : wildDomainFault(sni)
        if (message !== undefined) return [{ message, path }]
        return fault(
          isIP(sni) === 0 && !hosts.some((host) => hostWithin(sni, host)),
          `SNI host "${sni}" is not a compatible subset of any of the virtual service hosts`,
          ...path,
        )
      }),
    ),
  )
