import { readFileSync, writeFileSync } from 'node:fs'
import { createServer as createPlain, type Server as PlainServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  destinationRule,
  resource,
  type SmallMesh,
  startSmallMesh,
  virtualService,
} from './small-mesh.ts'

const soon = { timeout: 10_000 }

describe('outside the mesh', () => {
  let mesh: SmallMesh
  let secure: Server
  let plain: PlainServer
  const ports = { secure: 0, plain: 0 }

  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: [
        { instance: 'web', service: 'web' },
        { instance: 'api', service: 'api' },
      ],
    })
    const { certPem: cert, keyPem: key } = await mesh.authority.issue({
      dnsNames: ['pay.example.com', 'localhost'],
      lifetimeMs: 60_000,
    })
    const ca = readFileSync(mesh.authority.caFile)
    secure = createServer(
      { cert, key, ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const socket = request.socket as TLSSocket
        const { servername, authorized } = socket as TLSSocket & { servername?: string }
        response.end(
          JSON.stringify({ servername, authorized, path: request.url, host: request.headers.host }),
        )
      },
    )
    plain = createPlain((request, response) => response.end(`plain ${request.headers.host}`))
    for (const [name, server] of [
      ['secure', secure],
      ['plain', plain],
    ] as const) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      ports[name] = (server.address() as AddressInfo).port
    }
  }, 30_000)

  afterAll(async () => {
    secure?.closeAllConnections()
    secure?.close()
    plain?.closeAllConnections()
    plain?.close()
    await mesh?.stop()
  })

  const entry = (host: string, spec: string) =>
    resource('ServiceEntry', 'outside', `hosts: ['${host}']\nlocation: MESH_EXTERNAL\n${spec}`)
  const statusOf = async (host: string, path = '/') =>
    (await mesh.call('web', host, { path })).status
  const httpPort = (target: number) =>
    `ports: [{ number: 80, name: http, protocol: HTTP, targetPort: ${target} }]`

  test('a host of a ServiceEntry is reachable until the ServiceEntry is removed', async () => {
    await mesh.apply(
      entry(
        'shop.example.com',
        `resolution: STATIC\n${httpPort(ports.plain)}\nendpoints: [{ address: 127.0.0.1 }]`,
      ),
    )
    await expect.poll(() => statusOf('shop.example.com'), soon).toBe(200)
    expect((await mesh.call('web', 'shop.example.com')).text).toBe('plain shop.example.com')
    expect(await statusOf('other.example.com')).toBe(502)
    await mesh.apply()
    await expect.poll(() => statusOf('shop.example.com'), soon).toBe(502)
  })

  test('DNS resolves the name of an endpoint, of the host, or of the request', async () => {
    await mesh.apply(
      entry(
        'shop.example.com',
        `resolution: DNS\n${httpPort(ports.plain)}\nendpoints: [{ address: localhost }]`,
      ),
    )
    await expect.poll(() => statusOf('shop.example.com'), soon).toBe(200)
    await mesh.apply(
      entry(
        '*.localhost',
        `resolution: NONE\nports: [{ number: ${ports.plain}, name: http, protocol: HTTP }]`,
      ),
    )
    await expect.poll(() => statusOf(`any.localhost:${ports.plain}`), soon).toBe(200)
  })

  test("TLS begins in the sidecar, with the host as SNI, and verifies the server's certificate for it", async () => {
    const tls = (settings: string) =>
      destinationRule(`trafficPolicy: { tls: { ${settings} } }`, 'pay').replace(
        'host: pay',
        'host: pay.example.com',
      )
    const paid = (settings: string) =>
      mesh.apply(
        entry(
          'pay.example.com',
          `resolution: STATIC\n${httpPort(ports.secure)}\nendpoints: [{ address: 127.0.0.1 }]`,
        ),
        tls(settings),
      )
    const ca = `caCertificates: ${mesh.authority.caFile}`
    await paid(`mode: SIMPLE, ${ca}`)
    await expect.poll(() => statusOf('pay.example.com'), soon).toBe(200)
    expect(
      JSON.parse((await mesh.call('web', 'pay.example.com', { path: '/charge' })).text),
    ).toEqual({
      servername: 'pay.example.com',
      authorized: false,
      path: '/charge',
      host: 'pay.example.com',
    })
    await paid(`mode: SIMPLE, ${ca}, subjectAltNames: [evil.example.com]`)
    await expect.poll(() => statusOf('pay.example.com'), soon).toBe(503)
    await paid('mode: SIMPLE')
    await expect.poll(() => statusOf('pay.example.com'), soon).toBe(503)
    const { certPem, keyPem } = await mesh.authority.issue({
      dnsNames: ['web'],
      lifetimeMs: 60_000,
    })
    const [cert, key] = ['client.pem', 'client.key'].map((name) => join(mesh.dir, name))
    writeFileSync(cert ?? '', certPem)
    writeFileSync(key ?? '', keyPem)
    await paid(`mode: MUTUAL, ${ca}, clientCertificate: ${cert}, privateKey: ${key}`)
    await expect.poll(() => statusOf('pay.example.com'), soon).toBe(200)
    expect(JSON.parse((await mesh.call('web', 'pay.example.com')).text).authorized).toBe(true)
  })

  test('a Sidecar allows its hosts, and answers 502 for all others', async () => {
    const own = (hosts: string) =>
      resource(
        'Sidecar',
        'web',
        `workloadSelector: { labels: { app: web } }\negress: [{ hosts: [${hosts}] }]\noutboundTrafficPolicy: { mode: REGISTRY_ONLY }`,
      )
    await mesh.apply(own("'./web.commerce.svc.cluster.local'"))
    await expect.poll(() => statusOf('api'), soon).toBe(502)
    await mesh.apply(own("'./*'"))
    await expect.poll(() => statusOf('api'), soon).toBe(200)
    await mesh.apply(own("'./*', '~./api.commerce.svc.cluster.local'"))
    await expect.poll(() => statusOf('api'), soon).toBe(502)
  })

  test('with ALLOW_ANY, unknown hosts are resolved', async () => {
    const open = resource(
      'Sidecar',
      'web',
      'workloadSelector: { labels: { app: web } }\noutboundTrafficPolicy: { mode: ALLOW_ANY }',
    )
    expect(await statusOf(`localhost:${ports.plain}`)).toBe(502)
    await mesh.apply(open, virtualService('  - route: [{ destination: { host: api } }]'))
    await expect.poll(() => statusOf(`localhost:${ports.plain}`), soon).toBe(200)
  })
})
