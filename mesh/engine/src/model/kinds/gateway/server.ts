import { isIP } from 'node:net'
import { z } from 'zod'
import { text } from '../common.ts'
import {
  isDnsLabel,
  partialWildcardError,
  unixPathError,
  unixPrefix,
  wildcardDomainError,
} from '../names.ts'
import { familyOf, isHttp, isTls } from '../protocol.ts'
import { reportReason, reportViolations, type Violation, violationIf } from '../violations.ts'
import { type ServerTls, serverTls, tlsViolations } from './server-tls.ts'

/** `host`, or `namespace/host` to accept only routes of that namespace. */
const gatewayHost = z.string().superRefine(
  reportReason((written) => {
    const [namespace = '', host] = written.split(/\/(.*)/s)
    if (host === undefined) return gatewayHostError(written)
    if (namespace === '' || host === '')
      return 'config namespace and dnsName in host entry cannot be empty'
    if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace))
      return `invalid namespace value "${namespace}" in gateway`
    return gatewayHostError(host)
  }),
)

function gatewayHostError(host: string): string | undefined {
  if (host !== '*' && !host.includes('.')) return 'short names (non FQDN) are not allowed'
  const domain = isIP(host) > 0 ? undefined : wildcardDomainError(host)
  return domain ?? partialWildcardError(host)
}

const serverPort = z.strictObject({
  number: z.int().min(0).max(65_535),
  name: text,
  protocol: z
    .string()
    .superRefine(
      reportReason((name) =>
        familyOf(name) === undefined ? `invalid protocol "${name}"` : undefined,
      ),
    ),
  targetPort: z.literal(0, { error: 'targetPort has no impact on Gateways' }).optional(),
})

const fields = z.strictObject({
  name: z.string().optional(),
  port: serverPort,
  bind: z.string().optional(),
  hosts: z.array(gatewayHost).min(1, 'server config must contain at least one host'),
  tls: serverTls.optional(),
  defaultEndpoint: z.string().optional(),
})

export type GatewayServer = z.output<typeof fields>

export const server = fields.superRefine(
  reportViolations((one) => [
    ...bindViolations(one),
    ...(one.tls === undefined
      ? []
      : tlsViolations(one.tls).map((at) => ({ ...at, path: ['tls', ...at.path] }))),
    ...protocolViolations(one),
  ]),
)

function bindViolations({ port, bind = '' }: GatewayServer): readonly Violation[] {
  if (!bind.startsWith(unixPrefix)) {
    return [
      ...violationIf(
        port.number === 0,
        'port number must be in the range 1..65535',
        'port',
        'number',
      ),
      ...violationIf(bind !== '' && isIP(bind) === 0, `${bind} is not a valid IP`, 'bind'),
    ]
  }
  const message = unixPathError(bind.slice(unixPrefix.length))
  return [
    ...(message === undefined ? [] : [{ message, path: ['bind'] }]),
    ...violationIf(
      port.number !== 0,
      'port number must be 0 for unix domain socket',
      'port',
      'number',
    ),
  ]
}

function protocolViolations({ port, tls }: GatewayServer): readonly Violation[] {
  if (isTls(port.protocol))
    return violationIf(tls === undefined, 'server must have TLS settings for HTTPS/TLS protocols')
  if (tls === undefined) return []
  return isHttp(port.protocol)
    ? violationIf(
        terminates(tls),
        'server cannot have TLS settings for plain text HTTP ports',
        'tls',
      )
    : violationIf(true, 'server cannot have TLS settings for non HTTPS/TLS ports', 'tls')
}

const terminates = ({ mode, caCertificates, privateKey, serverCertificate }: ServerTls) =>
  (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH') ||
  Boolean(caCertificates || privateKey || serverCertificate)
