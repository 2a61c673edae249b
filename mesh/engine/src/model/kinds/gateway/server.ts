import { isIP } from 'node:net'
import { z } from 'zod'
import { text } from '../common.ts'
import { type Fault, fault, refusing, unsound } from '../faults.ts'
import {
  isDnsLabel,
  partialWildcardFault,
  unixFault,
  unixPrefix,
  wildDomainFault,
} from '../names.ts'
import { familyOf, isHttp, isTls } from '../protocol.ts'
import { type ServerTls, serverTls, tlsFaults } from './server-tls.ts'

/** `host`, or `namespace/host` to take routes of that namespace alone. */
const gatewayHost = z.string().superRefine(
  unsound((written) => {
    const [namespace = '', host] = written.split(/\/(.*)/s)
    if (host === undefined) return hostFault(written)
    if (namespace === '' || host === '')
      return 'config namespace and dnsName in host entry cannot be empty'
    if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace))
      return `invalid namespace value "${namespace}" in gateway`
    return hostFault(host)
  }),
)

function hostFault(host: string): string | undefined {
  if (host !== '*' && !host.includes('.')) return 'short names (non FQDN) are not allowed'
  const domain = isIP(host) > 0 ? undefined : wildDomainFault(host)
  return domain ?? partialWildcardFault(host)
}

const serverPort = z.strictObject({
  number: z.int().min(0).max(65_535),
  name: text,
  protocol: z
    .string()
    .superRefine(
      unsound((name) => (familyOf(name) === undefined ? `invalid protocol "${name}"` : undefined)),
    ),
  targetPort: z.literal(0, { error: 'targetPort has no impact on Gateways' }).optional(),
})

const written = z.strictObject({
  name: z.string().optional(),
  port: serverPort,
  bind: z.string().optional(),
  hosts: z.array(gatewayHost).min(1, 'server config must contain at least one host'),
  tls: serverTls.optional(),
  defaultEndpoint: z.string().optional(),
})

export type GatewayServer = z.output<typeof written>

export const server = written.superRefine(
  refusing((one) => [
    ...bindFaults(one),
    ...(one.tls === undefined
      ? []
      : tlsFaults(one.tls).map((at) => ({ ...at, path: ['tls', ...at.path] }))),
    ...protocolFaults(one),
  ]),
)

function bindFaults({ port, bind = '' }: GatewayServer): readonly Fault[] {
  if (!bind.startsWith(unixPrefix)) {
    return [
      ...fault(port.number === 0, 'port number must be in the range 1..65535', 'port', 'number'),
      ...fault(bind !== '' && isIP(bind) === 0, `${bind} is not a valid IP`, 'bind'),
    ]
  }
  const message = unixFault(bind.slice(unixPrefix.length))
  return [
    ...(message === undefined ? [] : [{ message, path: ['bind'] }]),
    ...fault(port.number !== 0, 'port number must be 0 for unix domain socket', 'port', 'number'),
  ]
}

function protocolFaults({ port, tls }: GatewayServer): readonly Fault[] {
  if (isTls(port.protocol))
    return fault(tls === undefined, 'server must have TLS settings for HTTPS/TLS protocols')
  if (tls === undefined) return []
  return isHttp(port.protocol)
    ? fault(terminates(tls), 'server cannot have TLS settings for plain text HTTP ports', 'tls')
    : fault(true, 'server cannot have TLS settings for non HTTPS/TLS ports', 'tls')
}

const terminates = ({ mode, caCertificates, privateKey, serverCertificate }: ServerTls) =>
  (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH') ||
  Boolean(caCertificates || privateKey || serverCertificate)
