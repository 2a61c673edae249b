/** Few values on purpose, so that generated policies often match generated requests. */
export const identities = [
  null,
  'cluster.local/ns/ns1/sa/a',
  'cluster.local/ns/ns1/sa/a-evil',
  'cluster.local/ns/ns2/sa/b',
  'old-td/ns/ns1/sa/a',
  'td.x/ns/n.s/sa/c',
  'tdYx/ns/nXs/sa/ns',
  'cluster.local/ns/ns1/x/y/sa/a/z',
] as const

export const clientAddresses = ['127.0.0.1', '127.0.0.7', '127.1.2.3'] as const
export const forwardedFor = [undefined, '10.1.2.3', '10.9.0.1', '2001:db8::5'] as const
export const serverNames = [undefined, 'a.example', 'b.a.example'] as const
export const methods = ['GET', 'POST', 'PUT', 'OPTIONS', 'get'] as const
export const hosts = ['b', 'B', 'b.ns1', 'b:8080', 'example.com', 'EXAMPLE.com:8080'] as const
export const segments = [
  'v1',
  'V1',
  'orders',
  'order',
  'admin',
  '',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '\\',
  '%41',
  '%7e',
  '%25',
  '%252e',
  'a;b=c',
  'a*b',
  '*',
  '{*}',
  '"',
  '[x]',
  '<|>',
  '^`',
  "'",
  '%e4',
  '~',
] as const
export const queries = ['', '?', '?a=b', '?x=/v1/orders', '?q=%2f..', '#f', '?a#f'] as const
export const headerNames = ['x-a', 'x-claim', 'x-payload', 'X-Upper'] as const
export const headerValues = ['', 'v', 'value', 'VALUE', 'other'] as const

export const issuers = ['https://iss.test', 'iss-b', 'a/b'] as const
export const subjects = ['sub', 'sub-1', 'x', '*', ''] as const
export const audiences = ['stoa', 'https://stoa/', 'other'] as const
export const claimTexts = ['admin', 'user', 'admin user', '', 'a b'] as const

export const port = 8_080
export const trustDomains = ['cluster.local', 'td.x'] as const
