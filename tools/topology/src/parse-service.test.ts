import { describe, expect, it } from 'vitest'
import { parseService } from './topology.ts'

const yaml = (changes = '') => `
name: orders
port: 4001
owner: checkout
database: orders
calls: []
publishes: [order.placed]
consumes: []
slo: { availability: 99.9, acceptMsP99: 30 }
size: { cpu: 200m, memory: 192Mi, replicas: 2 }
${changes}`

const long = 'a'.repeat(40)

describe('parseService', () => {
  it('reads every field', () => {
    expect(parseService(yaml(), 'orders').service?.publishes).toEqual(['order.placed'])
  })

  it.each([
    ['an unknown field', yaml('colour: red'), 'orders', 'colour'],
    ['broken YAML', 'name: [', 'orders', 'services/orders/service.yaml'],
    ['a folder with another name', yaml(), 'baskets', 'name: expected baskets'],
    ['a wildcard subject', yaml().replace('order.placed', '"order.>"'), 'orders', 'publishes.0'],
    ['a duplicate subject', yaml().replace('[order.placed]', '[a.b, a.b]'), 'orders', 'twice'],
    [
      'a provider with a scheme',
      yaml('providers: { BANK_URL: "https://x.y" }'),
      'orders',
      'BANK_URL',
    ],
    ...[
      ...['10.0.0.1', '-x.example', 'x-.example', 'example', 'Api.example', 'a..example'],
      ...[`${'a'.repeat(64)}.example`, 'api.123'],
    ].map((host) => [
      `the host ${host}`,
      yaml(`providers: { BANK_URL: "${host}" }`),
      'orders',
      'services/orders/service.yaml: providers.BANK_URL: expected a host such as',
    ]),
    [
      'a host that is too long',
      yaml(`providers: { BANK_URL: ${'a.'.repeat(126)}ab }`),
      'orders',
      'services/orders/service.yaml: providers.BANK_URL: expected a host of at most 253',
    ],
    ...['LOG_LEVEL', 'DATABASE_URL', 'PATH'].flatMap((variable) => [
      [
        `the secret ${variable}`,
        yaml(`secrets: [BANK_KEY, ${variable}]`),
        'orders',
        `services/orders/service.yaml: secrets.1: the platform sets ${variable} itself`,
      ],
      [
        `the provider ${variable}`,
        yaml(`providers: { ${variable}: api.bank.example }`),
        'orders',
        `services/orders/service.yaml: providers.${variable}: the platform sets ${variable} itself`,
      ],
    ]),
    ...['LD_LIBRARY_PATH', 'LD_PRELOAD', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_PATH'].flatMap(
      (variable) =>
        [`secrets: [BANK_KEY, ${variable}]`, `providers: { ${variable}: a.example }`].map(
          (line) => [line, yaml(line), 'orders', `${variable} changes how Node itself works`],
        ),
    ),
    ...['Customer Care', '""', '"-checkout"', 'checkout.', 'a'.repeat(64)].map((owner) => [
      `the owner ${owner}`,
      yaml().replace('checkout', owner),
      'orders',
      'services/orders/service.yaml: owner: expected a team such as checkout',
    ]),
    ['a secret that is no variable', yaml('secrets: [bank-key]'), 'orders', 'secrets.0'],
    ['a secret too long for one', yaml(`secrets: [${'A'.repeat(254)}]`), 'orders', 'at most 253'],
    ['a name too long for Kubernetes', yaml().replace('orders', long), long, 'at most 31'],
    ['a port out of range', yaml().replace('4001', '80'), 'orders', 'port'],
    ["a port of Istio's sidecars", yaml().replace('4001', '15090'), 'orders', "not Istio's"],
    ['a port of the broker', yaml().replace('4001', '4222'), 'orders', "not the broker's"],
    ['a replica too many', yaml().replace('replicas: 2', 'replicas: 1001'), 'orders', '<=1000'],
    ['more memory than a node has', yaml().replace('192Mi', '1000Gi'), 'orders', 'up to 999Gi'],
    ['more cores than a node has', yaml().replace('200m', '"1000"'), 'orders', 'up to 999'],
    ['a dash at the end of its name', yaml().replace('orders', 'orders-'), 'orders-', 'no dash'],
    ['the name of the broker', yaml().replace('orders', 'nats'), 'nats', 'name: nats is the name'],
    ...[
      ...['otel-collector', 'edge', 'prometheus', 'orders-sidecar', 'orders-2'],
      ...['probe', 'stoa', 'mesh'],
    ].map((taken) => [
      `the name ${taken}`,
      yaml().replace('orders', taken),
      taken,
      `name: ${taken} is the name of something else`,
    ]),
    ...['true', 'null', 'on', 'n'].map((word) => [
      `the name ${word}, which YAML 1.1 reads as a value`,
      yaml().replace('orders', `"${word}"`),
      word,
      `services/${word}/service.yaml: name: Helm reads ${word} as a boolean or null`,
    ]),
    ['the database no', yaml().replace('database: orders', 'database: no'), 'orders', 'reads no'],
    ['the owner Off', yaml().replace('checkout', 'Off'), 'orders', 'owner: Helm reads Off as'],
    ['the secret Y', yaml('secrets: [BANK_KEY, Y]'), 'orders', 'secrets.1: Helm reads Y as'],
    ['the provider ON', yaml('providers: { ON: a.example }'), 'orders', 'ON: Helm reads ON as'],
    ['the name of a policy', yaml().replace('orders', 'broker'), 'broker', 'name: broker is'],
    [
      'the name of a migration',
      yaml().replace('orders', 'a-migration'),
      'a-migration',
      'name: a-migration is the name',
    ],
    [
      'a database of the server itself',
      yaml().replace('database: orders', 'database: postgres'),
      'orders',
      'database: postgres is the name',
    ],
    ...['public', 'none'].map((taken) => [
      `a role of Postgres, ${taken}`,
      yaml().replace('database: orders', `database: ${taken}`),
      'orders',
      `database: ${taken} is the name`,
    ]),
    ['a size of nothing', yaml().replace('200m', '0m'), 'orders', 'size.cpu'],
  ])('reports the file and field of %s', (_, text = '', folder = '', named = '') => {
    const { service: read, faults } = parseService(text, folder)
    expect(read).toBeUndefined()
    expect(faults.join('\n')).toContain(named)
  })
})

it.each(['api.stripe.com', 'api-m.paypal.com', '3ds.bank.example', 'bank.xn--p1ai'])(
  'accepts the provider %s',
  (host) => {
    expect(parseService(yaml(`providers: { BANK_URL: ${host} }`), 'orders').faults).toEqual([])
  },
)

it.each(['checkout', 'CustomerCare', 'team.checkout_2'])('accepts the owner %s', (owner) => {
  expect(parseService(yaml().replace('checkout', owner), 'orders').faults).toEqual([])
})
