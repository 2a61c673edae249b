import { isIP } from 'node:net'
import { z } from 'zod'
import { connectionPool } from '../destination-rule/connection-pool.ts'
import { serverTls, tlsViolations } from '../gateway/server-tls.ts'
import {
  isDnsLabel,
  partialWildcardError,
  portName,
  unixPathError,
  unixPrefix,
  wildcardDomainError,
} from '../names.ts'
import { isTls, protocol } from '../protocol.ts'
import { reportReason, reportViolations, type Violation, violationIf } from '../violations.ts'

const sidecarPort = z.strictObject({
  number: z.int().min(0).max(65_535).default(0),
  protocol: protocol.optional(),
  name: portName.optional(),
  targetPort: z.literal(0, { error: 'targetPort has no impact on Sidecars' }).optional(),
})

const captureMode = z.enum(['DEFAULT', 'IPTABLES', 'NONE'])
const range = 'port number must be in the range 1..65535'

/** `namespace/host`. The namespace `*` is all, `.` is the own one; a leading `~` excludes it. */
const egressHost = z.string().superRefine(
  reportReason((written) => {
    const [namespace = '', host] = written.split(/\/(.*)/s)
    if (host === undefined) return 'host must be of form namespace/dnsName'
    if (namespace === '' || host === '')
      return 'config namespace and dnsName in host entry cannot be empty'
    const plain = namespace.replace(/^~/, '')
    if (!['', '*', '.'].includes(plain) && !isDnsLabel(plain))
      return `invalid namespace value "${namespace}" in sidecar`
    if (host !== '*' && !host.includes('.')) return 'short names (non FQDN) are not allowed'
    return wildcardDomainError(host) ?? partialWildcardError(host)
  }),
)

export const egressListener = z
  .strictObject({
    port: sidecarPort.optional(),
    bind: z.string().optional(),
    captureMode: captureMode.optional(),
    hosts: z.array(egressHost).min(1, 'sidecar: egress listener must contain at least one host'),
  })
  .superRefine(
    reportViolations(({ port, bind = '', captureMode: mode = 'DEFAULT' }) => {
      if (port === undefined) return []
      if (port.number > 0)
        return violationIf(bind !== '' && isIP(bind) === 0, `${bind} is not a valid IP`, 'bind')
      return [
        ...unixBindViolations(bind),
        ...violationIf(
          mode === 'IPTABLES',
          'sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners',
          'captureMode',
        ),
      ]
    }),
  )

function unixBindViolations(bind: string): readonly Violation[] {
  const message = bind.startsWith(unixPrefix)
    ? unixPathError(bind.slice(unixPrefix.length))
    : 'sidecar: ports with 0 value must have a unix domain socket bind address'
  return message === undefined ? [] : [{ message, path: ['bind'] }]
}

const local = ['', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']

/** Where a sidecar forwards inbound requests: a port or a Unix socket of this machine. */
const defaultEndpoint = z.string().superRefine(
  reportReason((written) => {
    if (written === '') return undefined
    if (written.startsWith(unixPrefix)) return unixPathError(written.slice(unixPrefix.length))
    const [, host, port = ''] = /^(.*):([^:]*)$/.exec(written) ?? []
    if (host === undefined || !local.includes(host))
      return 'sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset'
    return /^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? undefined : range
  }),
)

export const ingressListener = z
  .strictObject({
    port: sidecarPort,
    bind: z.string().optional(),
    captureMode: captureMode.optional(),
    defaultEndpoint: defaultEndpoint.optional(),
    tls: serverTls.optional(),
    connectionPool: connectionPool.optional(),
  })
  .superRefine(
    reportViolations(({ port, bind = '', tls }) => [
      ...violationIf(port.number === 0, range, 'port', 'number'),
      ...violationIf(bind !== '' && isIP(bind) === 0, `${bind} is not a valid IP`, 'bind'),
      ...(tls === undefined ? [] : ingressTlsViolations(tls, port.protocol ?? '')),
    ]),
  )

function ingressTlsViolations(tls: z.output<typeof serverTls>, of: string): readonly Violation[] {
  const none = (is: unknown, field: string) =>
    violationIf(Boolean(is), `sidecar: ${field} is not supported in ingress tls`, 'tls', field)
  return [
    ...none(tls.subjectAltNames?.length, 'subjectAltNames'),
    ...none(tls.httpsRedirect, 'httpsRedirect'),
    ...none(tls.credentialName, 'credentialName'),
    ...none(tls.credentialNames?.length, 'credentialNames'),
    ...none(tls.tlsCertificates?.length, 'tlsCertificates'),
    ...violationIf(
      tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH',
      `configuration is invalid: cannot set mode to ${tls.mode} in sidecar ingress tls`,
      ...['tls', 'mode'],
    ),
    ...violationIf(!isTls(of), 'server cannot have TLS settings for non HTTPS/TLS ports', 'tls'),
    ...tlsViolations(tls).map((one) => ({ ...one, path: ['tls', ...one.path] })),
  ]
}

export type EgressListener = z.output<typeof egressListener>
export type IngressListener = z.output<typeof ingressListener>
