import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import {
  destinationRule,
  resource,
  type SmallMesh,
  startSmallMesh,
  virtualService,
} from './small-mesh.ts'
import { steadyCalls } from './steady-calls.ts'

const route = (name: string, more = '') =>
  virtualService(`  - { name: ${name}, route: [{ destination: { host: api${more} } }] }`)
const subset = (name: string, version: string) =>
  destinationRule(`subsets: [{ name: ${name}, labels: { version: ${version} } }]`)
const limit = (tokens: number) =>
  resource(
    'EnvoyFilter',
    'limit',
    `configPatches:
  - applyTo: HTTP_FILTER
    match: { context: SIDECAR_INBOUND, listener: { filterChain: { filter: { name: envoy.filters.network.http_connection_manager } } } }
    patch:
      operation: INSERT_BEFORE
      value:
        name: envoy.filters.http.local_ratelimit
        typed_config:
          '@type': type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
          stat_prefix: limit
          token_bucket: { max_tokens: ${tokens}, fill_interval: 60s }`,
  )
const gateway = (name: string, host: string) =>
  resource(
    'Gateway',
    name,
    `selector: { istio: ingressgateway }\nservers: [{ port: { number: 443, name: ${name}, protocol: HTTPS }, hosts: ['${host}'], tls: { mode: SIMPLE, credentialName: ${name} } }]`,
  )
const open = [
  gateway('edge', 'a.shop.test'),
  resource(
    'VirtualService',
    'open',
    'hosts: [a.shop.test]\ngateways: [edge]\nhttp: [{ route: [{ destination: { host: api } }] }]',
  ),
]

describe('a running mesh', () => {
  let mesh: SmallMesh
  let ca: Buffer

  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: [
        { instance: 'web', service: 'web' },
        { instance: 'api-1', service: 'api', labels: { version: 'v1' } },
        { instance: 'api-2', service: 'api', labels: { version: 'v2' } },
      ],
      edgePorts: [443],
      base: open,
    })
    ca = await readFile(mesh.authority.caFile)
  }, 30_000)

  afterAll(async () => {
    await mesh?.stop()
  })

  const inside = () => mesh.call('web', 'api', { method: 'POST' })
  const throughEdge = () =>
    callSecure({
      host: '127.0.0.1',
      port: mesh.edgePort,
      servername: 'a.shop.test',
      agent: false,
      ca,
      headers: { host: 'a.shop.test' },
    })

  const steps: readonly (readonly [string, readonly (readonly [string, string, string])[]])[] = [
    [
      'VirtualService',
      [
        ['web', 'step-1', route('step-1')],
        ['web', 'step-2', route('step-2').replace(' }] }', ' }], timeout: 9s }')],
      ],
    ],
    [
      'DestinationRule',
      [
        [
          'web',
          '"max_connections": 77',
          destinationRule('trafficPolicy: { connectionPool: { tcp: { maxConnections: 77 } } }'),
        ],
        [
          'web',
          '"lb_policy": "RANDOM"',
          destinationRule('trafficPolicy: { loadBalancer: { simple: RANDOM } }'),
        ],
      ],
    ],
    [
      'route to a subset that comes and goes',
      [
        ['web', 'to-new', `${subset('new', 'v2')}\n---\n${route('to-new', ', subset: new')}`],
        [
          'web',
          'to-newer',
          `${subset('newer', 'v1')}\n---\n${route('to-newer', ', subset: newer')}`,
        ],
        ['web', 'to-all', route('to-all')],
      ],
    ],
    [
      'ServiceEntry',
      [
        [
          'web',
          'pay.test',
          resource(
            'ServiceEntry',
            'pay',
            'hosts: [pay.test]\nports: [{ number: 80, name: http, protocol: HTTP }]\nresolution: STATIC\nendpoints: [{ address: 127.0.0.1 }]',
          ),
        ],
      ],
    ],
    [
      'Sidecar',
      [
        [
          'web',
          'allow_any',
          resource(
            'Sidecar',
            'web',
            "workloadSelector: { labels: { app: web } }\negress: [{ hosts: ['./*'] }]\noutboundTrafficPolicy: { mode: ALLOW_ANY }",
          ),
        ],
      ],
    ],
    [
      'PeerAuthentication',
      [
        [
          'api-1',
          '"require_client_certificate": true',
          resource('PeerAuthentication', 'strict', 'mtls: { mode: STRICT }', 'security'),
        ],
      ],
    ],
    [
      'Telemetry',
      [
        [
          'api-1',
          'access_loggers.stdout',
          resource(
            'Telemetry',
            'log',
            'accessLogging: [{ providers: [{ name: envoy }] }]',
            'telemetry',
          ),
        ],
      ],
    ],
    [
      'EnvoyFilter',
      [
        ['api-1', '"max_tokens": 1000000', limit(1_000_000)],
        ['api-1', '"max_tokens": 2000000', limit(2_000_000)],
      ],
    ],
    ['Gateway', [['edge', '*.example.com', gateway('second', '*.example.com')]]],
  ]

  test.each(steps)('applies a change without failing a request: %s', async (_, changes) => {
    const steady = [steadyCalls(inside), steadyCalls(throughEdge, 1)]
    const enough = async () => {
      const before = steady.map(({ total }) => total())
      await expect
        .poll(() => steady.every(({ total }, index) => total() > (before[index] ?? 0) + 20), {
          timeout: 20_000,
        })
        .toBe(true)
    }
    await enough()
    for (const [instance, text, resources] of changes) {
      await mesh.apply(resources)
      await mesh.untilConfigured(instance, text)
      await enough()
    }
    await mesh.apply()
    await enough()
    for (const calls of steady) expect(await calls.stop()).toEqual({ 200: calls.total() })
  })

  test('activates faults, and deactivates them again', async () => {
    await mkdir(join(mesh.policyDir, 'faults'), { recursive: true })
    const fault = route('broken').replace(
      ' }] }',
      ' }], fault: { abort: { httpStatus: 555, percentage: { value: 100 } } } }',
    )
    await writeFile(join(mesh.policyDir, 'faults/api-broken.yaml'), fault)
    await mesh.apply(route('sound'))
    const status = async () => (await inside()).status
    expect(await status()).toBe(200)
    await mesh.mesh.setFaults(['api-broken.yaml'])
    expect(mesh.mesh.faults()).toEqual(['api-broken.yaml'])
    await expect.poll(status, { timeout: 10_000 }).toBe(555)
    const pool = 'trafficPolicy: { connectionPool: { tcp: { maxConnections: 78 } } }'
    await mesh.apply(route('sounder'), destinationRule(pool))
    await mesh.untilConfigured('web', '"max_connections": 78')
    await expect.poll(status, { timeout: 10_000 }).toBe(555)
    await expect(mesh.mesh.setFaults(['none.yaml'])).rejects.toThrow('none.yaml:1: does not exist')
    expect(await status()).toBe(555)
    await mesh.mesh.setFaults([])
    await expect.poll(status, { timeout: 10_000 }).toBe(200)
  })
})
