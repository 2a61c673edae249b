import { z } from 'zod'
import { type Change, put, without } from './mutation.ts'
import type { PolicyObject } from './policy-object.ts'

const loose = z.array(z.record(z.string(), z.unknown()))

/** Changes to resources of other kinds that the audit or the probe should detect. */
export function otherChanges(
  object: PolicyObject,
  all: readonly PolicyObject[],
): readonly Change[] {
  switch (object.kind) {
    case 'PeerAuthentication':
      return ['PERMISSIVE', 'DISABLE', 'UNSET'].map((mode) =>
        put('mutual TLS', `mode ${mode}`, ['spec', 'mtls', 'mode'], mode),
      )
    case 'RequestAuthentication':
      return tokenChanges(object)
    case 'Gateway':
      return gatewayChanges(object)
    case 'VirtualService':
      return routeChanges(object, all)
    case 'DestinationRule':
      return destinationChanges(object)
    case 'EnvoyFilter':
      return patchChanges(object)
    case 'Sidecar':
      return [
        put('gateway', 'any outside host', ['spec', 'outboundTrafficPolicy', 'mode'], 'ALLOW_ANY'),
      ]
    default:
      return []
  }
}

const patchChanges = ({ spec }: PolicyObject): readonly Change[] =>
  loose.parse(spec.configPatches).flatMap(({ applyTo, patch }, index) => {
    const at = (...rest: readonly (string | number)[]) => ['spec', 'configPatches', index, ...rest]
    const config = at('patch', 'value', 'typed_config')
    return [
      put('gateway', `patch ${index} replaces`, at('patch', 'operation'), 'REPLACE'),
      ...(applyTo === 'NETWORK_FILTER'
        ? [
            put('gateway', 'other settings', [...config, 'http_filters'], []),
            put(
              'gateway',
              'a success',
              [...config, 'local_reply_config', 'mappers', 0, 'status_code'],
              200,
            ),
            ...(JSON.stringify(patch).includes(early) ? earlyChanges([...config, early]) : []),
          ]
        : [
            put(
              'gateway',
              'a filter with code',
              at('patch', 'value', 'name'),
              'envoy.filters.http.lua',
            ),
          ]),
    ]
  })

const early = 'early_header_mutation_extensions'

function earlyChanges(extensions: readonly (string | number)[]): readonly Change[] {
  const first = [...extensions, 0, 'typed_config', 'mutations', 0]
  return [
    put('gateway', 'a claim before any filter', first, {
      append: { header: { key: 'x-stoa-claims', value: 'e30' } },
    }),
    without('gateway', 'the removal of a trace header', first),
  ]
}

const tokenChanges = ({ spec }: PolicyObject): readonly Change[] => {
  const rules = loose.parse(spec.jwtRules ?? [])
  const at = (...rest: readonly (string | number)[]) => ['spec', 'jwtRules', ...rest]
  return [
    without('selector', 'selector', ['spec', 'selector']),
    put('selector', 'another label', ['spec', 'selector', 'matchLabels', 'istio'], 'other'),
    ...rules.flatMap((_, index) => [
      without('token', `jwtRule ${index}`, at(index)),
      put('token', 'another issuer', at(index, 'issuer'), 'https://elsewhere.test'),
      without('token', 'audiences', at(index, 'audiences')),
      put('token', 'another audience', at(index, 'audiences'), ['elsewhere']),
      put(
        'token',
        "another's keys",
        at(index, 'jwksUri'),
        'http://orders.commerce.svc.cluster.local:4001/keys',
      ),
      put('token', 'in the query', at(index, 'fromParams'), ['token']),
    ]),
    put('token', 'a second issuer', at(), [
      ...rules,
      {
        issuer: 'https://elsewhere.test',
        jwksUri: 'http://orders.commerce.svc.cluster.local:4001/keys',
      },
    ]),
  ]
}

const gatewayChanges = ({ spec }: PolicyObject): readonly Change[] =>
  loose.parse(spec.servers).flatMap((server, index) => {
    const at = (...rest: readonly (string | number)[]) => ['spec', 'servers', index, ...rest]
    const hosts = z.array(z.string()).parse(server.hosts)
    return [
      put('gateway', 'plain HTTP', at(), {
        port: { number: 80, name: 'http', protocol: 'HTTP' },
        hosts,
      }),
      put('gateway', 'any host', at('hosts'), ['*']),
      ...hosts.map((host, own) => without('gateway', `host ${host}`, at('hosts', own))),
      put('gateway', 'TLS 1.0', at('tls', 'minProtocolVersion'), 'TLSV1_0'),
      put('selector', 'another label', ['spec', 'selector', 'istio'], 'other'),
    ]
  })

function routeChanges({ spec }: PolicyObject, all: readonly PolicyObject[]): readonly Change[] {
  const routes = loose.parse(spec.http)
  const hosts = all
    .filter(({ kind }) => kind === 'DestinationRule')
    .map((object) => String(object.spec.host))
  return routes.flatMap((route, index) => {
    if (route.directResponse !== undefined)
      return [without('route', `all of route ${String(route.name)}`, ['spec', 'http', index])]
    const at = (...rest: readonly (string | number)[]) => ['spec', 'http', index, ...rest]
    const description = (what: string) => `${what} of route ${String(route.name ?? index)}`
    const to = z.array(z.object({ destination: z.object({ host: z.string() }) })).parse(route.route)
    const own = to[0]?.destination.host
    const other = hosts.find((host) => host !== own)
    return [
      without('route', description('all'), at()),
      put(
        'route',
        description('another destination'),
        at('route', 0, 'destination', 'host'),
        other,
      ),
      put(
        'route',
        description('an unknown destination'),
        at('route', 0, 'destination', 'host'),
        'missing.commerce.svc.cluster.local',
      ),
      ...matchChanges(loose.parse(route.match ?? []), at, description),
      without('traffic', description('timeout'), at('timeout')),
      ...(z.object({ attempts: z.number() }).parse(route.retries).attempts === 0
        ? [
            put('traffic', description('retries'), at('retries'), {
              attempts: 3,
              retryOn: 'reset,503',
            }),
          ]
        : []),
    ]
  })
}

type At = (...rest: readonly (string | number)[]) => readonly (string | number)[]

const matchChanges = (
  matches: readonly Readonly<Record<string, unknown>>[],
  at: At,
  description: (what: string) => string,
): readonly Change[] =>
  matches.flatMap((match, index) => [
    ...(matches.length > 1
      ? [without('route', description(`match ${index}`), at('match', index))]
      : []),
    ...(match.method === undefined
      ? []
      : [
          put(
            'route',
            description('another method'),
            at('match', index, 'method', 'exact'),
            'PATCH',
          ),
          ...(Object.keys(match).length > 1
            ? [without('route', description('method'), at('match', index, 'method'))]
            : []),
        ]),
    ...(match.uri === undefined
      ? []
      : [
          put('route', description('another path'), at('match', index, 'uri'), {
            prefix: '/elsewhere',
          }),
        ]),
  ])

const destinationChanges = ({ spec }: PolicyObject): readonly Change[] => {
  const policy = (...rest: readonly string[]) => ['spec', 'trafficPolicy', ...rest]
  const has = (name: string) => Object.hasOwn(Object(spec.trafficPolicy), name)
  return [
    put('mutual TLS', 'tls DISABLE', policy('tls', 'mode'), 'DISABLE'),
    put('mutual TLS', 'tls SIMPLE', policy('tls', 'mode'), 'SIMPLE'),
    put('traffic', 'another host', ['spec', 'host'], 'missing.commerce.svc.cluster.local'),
    ...(has('outlierDetection')
      ? [put('traffic', 'no ejection', policy('outlierDetection', 'maxEjectionPercent'), 1)]
      : []),
  ]
}
