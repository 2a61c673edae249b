import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, callPlain, callSecure } from './call.ts'
import { resource, type SmallMesh, startSmallMesh, virtualService } from './small-mesh.ts'

const gateway = (servers: string, name = 'edge') =>
  resource('Gateway', name, `selector: { istio: ingressgateway }\nservers:\n${servers}`)
const bound = (http: string, name: string, host: string, more = '') =>
  resource('VirtualService', name, `hosts: ['${host}']\ngateways: [edge]\n${more}${http}`)
const toApi = 'http: [{ route: [{ destination: { host: api } }] }]'
const https = (number: number, host: string, tls: string) =>
  `  - { port: { number: ${number}, name: https-${host.replaceAll(/[^a-z]/g, '')}, protocol: HTTPS }, hosts: ['${host}'], tls: { ${tls} } }`

describe('a Gateway', () => {
  let mesh: SmallMesh
  let ca: Buffer

  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: [
        { instance: 'api', service: 'api' },
        { instance: 'other', service: 'other' },
      ],
      edgePorts: [443, 80, 9000],
    })
    ca = await readFile(mesh.authority.caFile)
  }, 30_000)

  afterAll(async () => {
    await mesh?.stop()
  })

  const portOf = (number: number) =>
    mesh.workload('edge').gatewayPorts?.find((one) => one.number === number)?.port ?? 0
  const secure = (host: string, call: Call = {}, number = 443) =>
    callSecure({
      host: '127.0.0.1',
      port: portOf(number),
      servername: host,
      agent: false,
      ca,
      ...call,
      headers: { host, ...call.headers },
    })
  const plain = (host: string, call: Call = {}, number = 80) =>
    callPlain({ host: '127.0.0.1', port: portOf(number), agent: false, ...call, headers: { host } })
  const soon = { timeout: 10_000 }
  const statusOf = (call: Promise<{ status: number }>) =>
    call.then(({ status }) => status).catch(() => 'refused')

  test('requires a client certificate with MUTUAL, and accepts one with OPTIONAL_MUTUAL', async () => {
    await mesh.apply(
      gateway(
        [
          https(443, 'a.shop.test', 'mode: MUTUAL, credentialName: a'),
          https(443, 'b.shop.test', 'mode: OPTIONAL_MUTUAL, credentialName: b'),
        ].join('\n'),
      ),
      bound(toApi, 'a', '*.shop.test'),
    )
    await expect.poll(() => statusOf(secure('b.shop.test')), soon).toBe(200)
    expect(await statusOf(secure('a.shop.test'))).toBe('refused')
    const { certPem: cert, keyPem: key } = await mesh.authority.issue({
      spiffeId: 'spiffe://cluster.local/ns/out/sa/partner',
      lifetimeMs: 60_000,
    })
    const known = await secure('a.shop.test', { cert, key })
    expect(known.status).toBe(200)
    const [first] = JSON.parse(known.text).headers['x-forwarded-client-cert'].split(',')
    expect(first).toContain('URI=spiffe://cluster.local/ns/out/sa/partner')
    expect(await statusOf(secure('b.shop.test', { cert, key }))).toBe(200)
  })

  test('serves several hosts of several Gateways, each with its own routes, and no other', async () => {
    await mesh.apply(
      gateway(https(443, 'a.shop.test', 'mode: SIMPLE, credentialName: a')),
      gateway(https(443, '*.example.com', 'mode: SIMPLE, credentialName: b'), 'second'),
      bound(toApi, 'a', 'a.shop.test'),
      resource(
        'VirtualService',
        'b',
        "hosts: ['x.example.com']\ngateways: [commerce/second]\nhttp: [{ route: [{ destination: { host: other } }] }]",
      ),
    )
    await expect.poll(() => statusOf(secure('x.example.com')), soon).toBe(200)
    expect((await secure('x.example.com')).headers.app).toBe('other')
    expect((await secure('a.shop.test')).headers.app).toBe('api')
    expect(await statusOf(secure('a.shop.test', { headers: { host: 'y.example.com' } }))).toBe(404)
    expect(await statusOf(secure('y.example.com'))).toBe(404)
  })

  test('merges the routes of one host, except those of namespaces that it does not accept', async () => {
    await mesh.apply(
      gateway(https(443, './a.shop.test', 'mode: SIMPLE, credentialName: a')),
      bound('http: [{ route: [{ destination: { host: api } }] }]', 'rest', 'a.shop.test'),
      bound(
        'http: [{ match: [{ uri: { prefix: /z } }], route: [{ destination: { host: other } }] }]',
        'z',
        'a.shop.test',
      ),
      bound(
        'http: [{ match: [{ uri: { prefix: /evil } }], directResponse: { status: 418 } }]',
        'a-evil',
        'a.shop.test',
      )
        .replace('namespace: commerce', 'namespace: evil')
        .replace('gateways: [edge]', 'gateways: [commerce/edge]'),
    )
    await expect
      .poll(async () => (await secure('a.shop.test', { path: '/z' })).headers.app, soon)
      .toBe('other')
    expect((await secure('a.shop.test', { path: '/a' })).headers.app).toBe('api')
    expect((await secure('a.shop.test', { path: '/evil' })).headers.app).toBe('api')
  })

  test('redirects plain requests to HTTPS when configured, and serves them otherwise', async () => {
    const http = (redirect: string) =>
      `  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['a.shop.test']${redirect} }`
    const tls = https(443, 'a.shop.test', 'mode: SIMPLE, credentialName: a')
    await mesh.apply(
      gateway(`${http(', tls: { httpsRedirect: true }')}\n${tls}`),
      bound(toApi, 'a', 'a.shop.test'),
    )
    await expect.poll(() => statusOf(plain('a.shop.test')), soon).toBe(301)
    const { headers } = await plain('a.shop.test', { path: '/x?y=1' })
    expect(headers.location).toBe('https://a.shop.test/x?y=1')
    expect(await statusOf(secure('a.shop.test'))).toBe(200)
    await mesh.apply(gateway(http('')), bound(toApi, 'a', 'a.shop.test'))
    await expect.poll(() => statusOf(plain('a.shop.test')), soon).toBe(200)
  })

  test('accepts only the TLS versions and ciphers that it names', async () => {
    const settings =
      'mode: SIMPLE, credentialName: a, maxProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384]'
    await mesh.apply(gateway(https(443, 'a.shop.test', settings)), bound(toApi, 'a', 'a.shop.test'))
    await expect
      .poll(() => statusOf(secure('a.shop.test', { minVersion: 'TLSv1.3' })), soon)
      .toBe('refused')
    await expect
      .poll(
        () => statusOf(secure('a.shop.test', { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' })),
        soon,
      )
      .toBe(200)
    expect(
      await statusOf(
        secure('a.shop.test', { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }),
      ),
    ).toBe('refused')
  })

  test('forwards TCP connections', async () => {
    await mesh.apply(
      gateway("  - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ['*'] }"),
      bound(
        'tcp: [{ route: [{ destination: { host: api, port: { number: 4999 } } }] }]',
        'tcp',
        '*',
      ),
      virtualService('  - route: [{ destination: { host: api } }]', 'other'),
    )
    const answer = () =>
      new Promise<string>((resolve) => {
        const socket = connect(portOf(9000), '127.0.0.1', () =>
          socket.write('GET /tcp HTTP/1.1\r\nhost: api\r\nconnection: close\r\n\r\n'),
        )
        let text = ''
        socket.on('data', (data) => {
          text += data.toString()
        })
        socket.on('close', () => resolve(text))
        socket.on('error', () => resolve(''))
      })
    await expect.poll(answer, soon).toContain('"path":"/tcp"')
  })
})
