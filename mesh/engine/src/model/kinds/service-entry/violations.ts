import { isIP } from 'node:net'
import { isWildcard } from '../../hosts.ts'
import { fqdnError, unixPathError, unixPrefix } from '../names.ts'
import { isHttp, isTls } from '../protocol.ts'
import { duplicates, type Violation, violationIf } from '../violations.ts'
import type { Endpoint } from './endpoint.ts'

export interface EntryInput {
  readonly hosts: readonly string[]
  readonly addresses?: readonly string[] | undefined
  readonly ports?: readonly EntryPort[] | undefined
  readonly resolution: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS'
  readonly endpoints?: readonly Endpoint[] | undefined
  readonly workloadSelector?: object | undefined
}

export interface EntryPort {
  readonly number: number
  readonly name: string
  readonly protocol?: string | undefined
}

/** Violations between the fields of a ServiceEntry. */
export const serviceEntryViolations = (entry: EntryInput): readonly Violation[] => [
  ...violationIf(
    entry.workloadSelector !== undefined && entry.endpoints !== undefined,
    'only one of WorkloadSelector or Endpoints is allowed in Service Entry',
  ),
  ...portViolations(entry),
  ...addressViolations(entry),
  ...resolutionViolations(entry),
]

const portViolations = ({ ports = [], hosts, resolution }: EntryInput) => [
  ...duplicates(ports.map(({ name }) => name)).flatMap((name) =>
    violationIf(true, `service entry port name "${name}" already defined`, 'ports'),
  ),
  ...duplicates(ports.map(({ number }) => number)).flatMap((number) =>
    violationIf(true, `service entry port ${number} already defined`, 'ports'),
  ),
  ...violationIf(
    resolution !== 'NONE' &&
      hosts.length > 1 &&
      ports.some(({ protocol = '' }) => !isHttp(protocol) && !isTls(protocol)),
    'multiple hosts provided with non-HTTP, non-TLS ports',
    'hosts',
  ),
]

const addressViolations = ({ addresses = [], resolution }: EntryInput) =>
  violationIf(
    addresses.some((one) => one.includes('/')) && resolution !== 'NONE' && resolution !== 'STATIC',
    'CIDR addresses are allowed only for NONE/STATIC resolution types',
    'addresses',
  )

function resolutionViolations(entry: EntryInput): readonly Violation[] {
  switch (entry.resolution) {
    case 'NONE':
      return violationIf(
        Boolean(entry.endpoints?.length),
        'no endpoints should be provided for resolution type none',
        'endpoints',
      )
    case 'STATIC':
      return each(entry, (endpoint) => staticEndpointError(entry, endpoint))
    case 'DNS':
    case 'DNS_ROUND_ROBIN':
      return dnsViolations(entry)
    case 'DYNAMIC_DNS':
      return dynamicDnsViolations(entry)
  }
}

function each(
  { endpoints = [], ports = [] }: EntryInput,
  reason: (endpoint: Endpoint) => string | undefined,
): readonly Violation[] {
  const names = ports.map(({ name }) => name)
  return endpoints.flatMap((endpoint, index) => {
    const message = reason(endpoint)
    const strangers = Object.entries(endpoint.ports ?? {}).filter(([name]) => !names.includes(name))
    return [
      ...(message === undefined ? [] : [{ message, path: ['endpoints', index, 'address'] }]),
      ...strangers.flatMap(([, port]) =>
        violationIf(
          true,
          `endpoint port ${port} is not defined by the service entry`,
          'endpoints',
          index,
          'ports',
        ),
      ),
    ]
  })
}

function staticEndpointError({ ports = [] }: EntryInput, endpoint: Endpoint): string | undefined {
  const { address = '', network } = endpoint
  if (address === '') return network ? undefined : 'address is required'
  if (!address.startsWith(unixPrefix))
    return isIP(address) > 0 ? undefined : `endpoint address "${address}" is not a valid IP address`
  if (Object.keys(endpoint.ports ?? {}).length > 0)
    return `unix endpoint ${address} must not include ports`
  if (ports.length !== 1) return 'exactly 1 service port required for unix endpoints'
  return unixPathError(address.slice(unixPrefix.length))
}

function dnsViolations(entry: EntryInput): readonly Violation[] {
  const { endpoints = [], hosts, resolution } = entry
  const unresolvable = hosts.findIndex((host) => fqdnError(host) !== undefined)
  return [
    ...violationIf(
      endpoints.length === 0 && unresolvable >= 0,
      `hosts must be FQDN if no endpoints are provided for resolution mode ${resolution}`,
      ...['hosts', unresolvable],
    ),
    ...violationIf(
      resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1,
      `there must only be 0 or 1 endpoint for resolution mode ${resolution}`,
      'endpoints',
    ),
    ...each(entry, ({ address = '' }) =>
      isIP(address) > 0 || fqdnError(address) === undefined
        ? undefined
        : `endpoint address "${address}" is not a valid FQDN or an IP address`,
    ),
  ]
}

const dynamicProtocols = ['HTTP', 'TLS', 'GRPC', 'HTTP2']

function dynamicDnsViolations(entry: EntryInput): readonly Violation[] {
  const { hosts, addresses = [], endpoints = [], ports = [] } = entry
  const forDynamic = `for resolution type ${entry.resolution}`
  return [
    ...hosts.flatMap((host, index) =>
      violationIf(
        !isWildcard(host),
        'host must be wildcarded for resolution mode DYNAMIC_DNS',
        'hosts',
        index,
      ),
    ),
    ...violationIf(addresses.length > 0, `addresses cannot be set ${forDynamic}`, 'addresses'),
    ...violationIf(endpoints.length > 0, `endpoints cannot be set ${forDynamic}`, 'endpoints'),
    ...violationIf(
      ports.some(({ protocol = '' }) => !dynamicProtocols.includes(protocol.toUpperCase())),
      `only HTTP, TLS, GRPC, and HTTP2 protocols are supported ${forDynamic}`,
      'ports',
    ),
  ]
}
