import { expect, test } from 'vitest'
import { refusal } from '../../../test/refusal.ts'

const to = 'route: [{ destination: { host: a } }]'
const http = (text: string) => `{ hosts: [a], http: [{ ${text} }] }`
test.each([
  ['{ hosts: [a] }', 'http, tcp or tls must be provided'],
  [
    '{ hosts: ["*"], http: [] }',
    'wildcard host * is not allowed for virtual services bound to the mesh',
  ],
  [
    http(to).replace('hosts: [a]', 'hosts: [a.b.test, "*.b.test"]'),
    'duplicate hosts in virtual service',
  ],
  [http(to).replace('hosts: [a]', 'hosts: [a..b]'), 'spec.hosts[0]: domain name "a..b" invalid'],
  [
    http(to).replace('hosts: [a]', 'gateways: [g]'),
    'delegate virtual service must have no gateways',
  ],
  [
    http(to).replace('hosts: [a]', 'hosts: [a], exportTo: [".", commerce]'),
    'duplicate entries in exportTo',
  ],
  [http(to).replace('hosts: [a]', 'hosts: [a], exportTo: ["*", b]'), 'cannot have both public'],
  [
    http(to).replace('hosts: [a]', 'hosts: [a], exportTo: ["~"]'),
    'exportTo ~ (none) is not allowed',
  ],
  [
    http(to).replace('hosts: [a]', 'hosts: [a], gateways: [a/b/c]'),
    'invalid value for gateway name',
  ],
  [http('name: x'), 'HTTP route, redirect or direct_response is required'],
  [http(`${to}, redirect: { uri: /b }`), 'cannot contain both route and redirect'],
  [
    http('directResponse: { status: 200 }, fault: { abort: { httpStatus: 500 } }'),
    'cannot contain both fault and direct_response',
  ],
  [http('redirect: {}'), 'redirect must specify URI, authority, scheme, or port'],
  [
    http('redirect: { uri: /a, prefixRewrite: /b }'),
    'redirect may only specify one of uri or prefix_rewrite',
  ],
  [http('redirect: { uri: /a, redirectCode: 304 }'), 'must be one of 301'],
  [http('redirect: { scheme: ftp }'), 'invalid redirect scheme'],
  [
    http('match: [{ uri: { exact: /a } }], redirect: { prefixRewrite: /b }'),
    'requires all URI matches to use prefix',
  ],
  [http('directResponse: { status: 99 }'), 'HTTP status is not in range'],
  [http(`delegate: { name: b }, ${to}`), 'root HTTP route must not specify route'],
  [http(`${to}, rewrite: {}`), 'rewrite must specify at least one of'],
  [
    http(`${to}, rewrite: { uri: /a, uriRegexRewrite: { match: a, rewrite: b } }`),
    'one of URI or UriRegexRewrite',
  ],
  [
    http(`${to}, rewrite: { uriRegexRewrite: { match: '[', rewrite: b } }`),
    'uriRegexRewrite.match: error parsing regexp',
  ],
  [
    http(`${to}, rewrite: { authority: b }, headers: { request: { set: { host: c } } }`),
    'authority header cannot be set multiple times',
  ],
  [http(`${to}, headers: { request: { remove: [host] } }`), 'cannot set Host header'],
  [
    http(`${to}, headers: { response: { set: { ':status': '1' } } }`),
    'header cannot have ":" prefix',
  ],
  [http(`${to}, headers: { request: { set: { a: '100%' } } }`), 'un-escaped %'],
  [
    http(`${to}, headers: { request: { set: { a: '%REQ(a' } } }`),
    'un-terminated variable expression',
  ],
  [http(`${to}, match: [{ uri: { regex: '(?=a)' } }]`), 'uri.regex: error parsing regexp'],
  [http(`${to}, match: [{ uri: {} }]`), 'must have one of exact, prefix and regex'],
  [http(`${to}, match: [{ method: { prefix: '' } }]`), 'prefix string match should not be empty'],
  [http(`${to}, match: [{ headers: { 'a b': {} } }]`), 'a b is not a valid header name'],
  [
    http(`${to}, match: [{ headers: { '@request.auth.claims.a': {} } }]`),
    'JWT claim based routing',
  ],
  [http(`${to}, match: [{ sourceNamespace: 'a.b' }]`), 'sourceNamespace match a.b is invalid'],
  [http(`${to}, match: [{ sourceLabels: { 'a b': c } }]`), 'invalid tag key'],
  [http(`${to}, match: [{ port: 0 }]`), 'match[0].port'],
  [
    http(`${to}, fault: { delay: { percentage: { value: 101 }, fixedDelay: 1s } }`),
    'fault.delay.percentage.value',
  ],
  [
    http(`${to}, fault: { abort: { percentage: { value: 0.00001 }, httpStatus: 500 } }`),
    'neither 0.0, nor in range',
  ],
  [http(`${to}, fault: { abort: { httpStatus: 700 } }`), 'HTTP status is not in range'],
  [http(`${to}, fault: { abort: { grpcStatus: BAD } }`), 'gRPC status "BAD" is not supported'],
  [http(`${to}, fault: { delay: { exponentialDelay: 1s } }`), 'exponentialDelay not supported yet'],
  [
    http(`${to}, mirror: { host: a }, mirrors: [{ destination: { host: b } }]`),
    'both mirror and mirrors',
  ],
  [http(`${to}, mirrorPercentage: { value: 200 }`), 'mirrorPercentage.value'],
  [http(`${to}, corsPolicy: { allowMethods: [LOOK] }`), '"LOOK" is not a supported HTTP method'],
  [http(`${to}, corsPolicy: { maxAge: 1500ms }`), 'accurate only to seconds'],
  [http(`${to}, corsPolicy: { allowOrigins: [{ exact: '' }] }`), 'not a valid match type for CORS'],
  [http(`${to}, timeout: 0s`), 'http[0].timeout: must be a duration'],
  [
    http(`${to}, retries: { retryRemoteLocalities: true }`),
    'configured when attempts are set to 0',
  ],
  [http('route: [{ destination: { host: "*" } }]'), 'invalid destination host *'],
  [http('route: [{ destination: { host: a, subset: a_b } }]'), 'subset name is invalid'],
  [http('route: [{ destination: { host: a }, weight: -1 }]'), 'route[0].weight'],
  [
    '{ hosts: [a], tls: [{ route: [{ destination: { host: a } }], match: [] }] }',
    'TLS route must have at least one match',
  ],
  [
    '{ hosts: [a.test], tls: [{ route: [{ destination: { host: a } }], match: [{ sniHosts: [b.test] }] }] }',
    'not a compatible subset',
  ],
  ['{ hosts: [a], tcp: [{ route: [] }] }', 'TCP route is required'],
  [
    '{ hosts: [a], tcp: [{ route: [{ destination: { host: a } }], match: [{ destinationSubnets: [1.2.3.4/99] }] }] }',
    'is not a valid CIDR block',
  ],
])('a VirtualService is refused: %s', (spec, reason) => {
  expect(refusal('VirtualService', spec)).toContain(reason)
})
