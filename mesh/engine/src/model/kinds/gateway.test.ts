import { expect, test } from 'vitest'
import { refusal } from '../../../test/refusal.ts'

const server = (text: string, protocol = 'HTTPS') =>
  `{ selector: { a: b }, servers: [{ port: { number: 1, name: p, protocol: ${protocol} }, hosts: [a.test], ${text} }] }`
test.each([
  ['{ servers: [] }', 'gateway must have at least one server'],
  [server('tls: { mode: SIMPLE }'), 'SIMPLE TLS requires a server certificate'],
  [
    server('tls: { mode: MUTUAL, serverCertificate: a, privateKey: b }'),
    'MUTUAL TLS requires a client CA bundle',
  ],
  [
    server('tls: { mode: ISTIO_MUTUAL, credentialName: a }'),
    'ISTIO_MUTUAL TLS cannot have associated credentialName',
  ],
  [
    server('tls: { mode: SIMPLE, credentialName: a, credentialNames: [b] }'),
    'only one of credential_name',
  ],
  [server(''), 'server must have TLS settings for HTTPS/TLS protocols'],
  [
    server('tls: { mode: SIMPLE, credentialName: a }', 'HTTP'),
    'cannot have TLS settings for plain text HTTP',
  ],
  [server('tls: { httpsRedirect: true }', 'TCP'), 'non HTTPS/TLS ports'],
  [server('', 'SPDY'), 'invalid protocol "SPDY"'],
  [
    server('tls: { mode: PASSTHROUGH }').replace('a.test', 'short'),
    'short names (non FQDN) are not allowed',
  ],
  [server('tls: { mode: PASSTHROUGH }').replace('a.test', '"*a.test"'), 'partial wildcard'],
  [
    server('tls: { mode: PASSTHROUGH }').replace('a.test', 'a.b/c.test'),
    'invalid namespace value "a.b"',
  ],
  [server('bind: nowhere, tls: { mode: PASSTHROUGH }'), 'nowhere is not a valid IP'],
  [
    server('tls: { mode: SIMPLE, credentialName: a, minProtocolVersion: SSLV3 }'),
    'minProtocolVersion',
  ],
])('a Gateway is refused: %s', (spec, reason) => {
  expect(refusal('Gateway', spec)).toContain(reason)
})

test("a Gateway's name must be a DNS label", () => {
  const spec = server('tls: { mode: PASSTHROUGH }')
  expect(refusal('Gateway', spec, 'a.b')).toContain('invalid gateway name: "a.b"')
  expect(refusal('Gateway', spec)).toBe('accepted')
})
