import { isIP } from 'node:net'
import { isWild } from '../../hosts.ts'
import { type Fault, fault, repeated } from '../faults.ts'
import { fqdnFault, unixFault, unixPrefix } from '../names.ts'
import { isHttp, isTls } from '../protocol.ts'
import type { Endpoint } from './endpoint.ts'

export interface WrittenEntry {
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

/** What of a ServiceEntry does not go together. */
export const entryFaults = (entry: WrittenEntry): readonly Fault[] => [
  ...fault(
    entry.workloadSelector !== undefined && entry.endpoints !== undefined,
    'only one of WorkloadSelector or Endpoints is allowed in Service Entry',
  ),
  ...portFaults(entry),
  ...addressFaults(entry),
  ...resolutionFaults(entry),
]

const portFaults = ({ ports = [], hosts, resolution }: WrittenEntry) => [
  ...repeated(ports.map(({ name }) => name)).flatMap((name) =>
    fault(true, `service entry port name "${name}" already defined`, 'ports'),
  ),
  ...repeated(ports.map(({ number }) => number)).flatMap((number) =>
    fault(true, `service entry port ${number} already defined`, 'ports'),
  ),
  ...fault(
    resolution !== 'NONE' &&
      hosts.length > 1 &&
      ports.some(({ protocol = '' }) => !isHttp(protocol) && !isTls(protocol)),
    'multiple hosts provided with non-HTTP, non-TLS ports',
    'hosts',
  ),
]

const addressFaults = ({ addresses = [], resolution }: WrittenEntry) =>
  fault(
    addresses.some((one) => one.includes('/')) && resolution !== 'NONE' && resolution !== 'STATIC',
    'CIDR addresses are allowed only for NONE/STATIC resolution types',
    'addresses',
  )

function resolutionFaults(entry: WrittenEntry): readonly Fault[] {
  switch (entry.resolution) {
    case 'NONE':
      return fault(
        Boolean(entry.endpoints?.length),
        'no endpoints should be provided for resolution type none',
        'endpoints',
      )
    case 'STATIC':
      return each(entry, (endpoint) => staticFault(entry, endpoint))
    case 'DNS':
    case 'DNS_ROUND_ROBIN':
      return dnsFaults(entry)
    case 'DYNAMIC_DNS':
      return dynamicFaults(entry)
  }
}

function each(
  { endpoints = [], ports = [] }: WrittenEntry,
  reason: (endpoint: Endpoint) => string | undefined,
): readonly Fault[] {
  const names = ports.map(({ name }) => name)
  return endpoints.flatMap((endpoint, index) => {
    const message = reason(endpoint)
    const strangers = Object.entries(endpoint.ports ?? {}).filter(([name]) => !names.includes(name))
    return [
      ...(message === undefined ? [] : [{ message, path: ['endpoints', index, 'address'] }]),
      ...strangers.flatMap(([, port]) =>
        fault(
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

function staticFault({ ports = [] }: WrittenEntry, endpoint: Endpoint): string | undefined {
  const { address = '', network } = endpoint
  if (address === '') return network ? undefined : 'address is required'
  if (!address.startsWith(unixPrefix))
    return isIP(address) > 0 ? undefined : `endpoint address "${address}" is not a valid IP address`
  if (Object.keys(endpoint.ports ?? {}).length > 0)
    return `unix endpoint ${address} must not include ports`
  if (ports.length !== 1) return 'exactly 1 service port required for unix endpoints'
  return unixFault(address.slice(unixPrefix.length))
}

function dnsFaults(entry: WrittenEntry): readonly Fault[] {
  const { endpoints = [], hosts, resolution } = entry
  const unresolvable = hosts.findIndex((host) => fqdnFault(host) !== undefined)
  return [
    ...fault(
      endpoints.length === 0 && unresolvable >= 0,
      `hosts must be FQDN if no endpoints are provided for resolution mode ${resolution}`,
      ...['hosts', unresolvable],
    ),
    ...fault(
      resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1,
      `there must only be 0 or 1 endpoint for resolution mode ${resolution}`,
      'endpoints',
    ),
    ...each(entry, ({ address = '' }) =>
      isIP(address) > 0 || fqdnFault(address) === undefined
        ? undefined
        : `endpoint address "${address}" is not a valid FQDN or an IP address`,
    ),
  ]
}

const dynamicProtocols = ['HTTP', 'TLS', 'GRPC', 'HTTP2']

function dynamicFaults(entry: WrittenEntry): readonly Fault[] {
  const { hosts, addresses = [], endpoints = [], ports = [] } = entry
  const forDynamic = `for resolution type ${entry.resolution}`
  return [
    ...hosts.flatMap((host, index) =>
      fault(
        !isWild(host),
        'host must be wildcarded for resolution mode DYNAMIC_DNS',
        'hosts',
        index,
      ),
    ),
    ...fault(addresses.length > 0, `addresses cannot be set ${forDynamic}`, 'addresses'),
    ...fault(endpoints.length > 0, `endpoints cannot be set ${forDynamic}`, 'endpoints'),
    ...fault(
      ports.some(({ protocol = '' }) => !dynamicProtocols.includes(protocol.toUpperCase())),
      `only HTTP, TLS, GRPC, and HTTP2 protocols are supported ${forDynamic}`,
      'ports',
    ),
  ]
}
