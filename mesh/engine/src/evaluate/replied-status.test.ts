import { expect, test } from 'vitest'
import { resource } from '../../test/small-mesh.ts'
import { parseMeshFiles } from '../model/parse-mesh.ts'
import type { HttpRequest, Server } from './access-request.ts'
import { repliedStatus } from './replied-status.ts'

const absent = (name: string) =>
  `{ header_filter: { header: { name: ${name}, present_match: true, invert_match: true } } }`
const is = (status: number) =>
  `{ status_code_filter: { comparison: { value: { default_value: ${status}, runtime_key: a } } } }`
const notBearer = (more = ', treat_missing_header_as_empty: true') =>
  `{ header_filter: { header: { name: authorization, string_match: { prefix: 'Bearer ' }, invert_match: true${more} } } }`
const patch = (context: string, header = notBearer()) => `
configPatches:
  - applyTo: NETWORK_FILTER
    match: { context: ${context} }
    patch:
      operation: MERGE
      value:
        typed_config:
          local_reply_config:
            mappers:
              - filter: { and_filter: { filters: [${is(403)}, ${header}, ${absent('x-claims')}] } }
                status_code: 401`
const modelOf = (context: string, header?: string) =>
  parseMeshFiles([{ file: 'a.yaml', text: resource('EnvoyFilter', 'a', patch(context, header)) }])
const server: Server = {
  ...{ namespace: 'commerce', labels: {}, kind: 'gateway', port: 443, protocol: 'http' },
}
const request: HttpRequest = { method: 'GET', path: '/', host: 'a', headers: {}, tokens: [] }
const token = { claims: {}, valid: true, at: { header: 'authorization', prefix: 'Bearer ' } }
const refused = { status: 403, headers: {} } as const

test('a refused request without a token gets the status that an EnvoyFilter maps it to', () => {
  expect(repliedStatus(modelOf('GATEWAY'), server, request, refused)).toBe(401)
})

test('so does one with a header of another scheme', () => {
  const basic: HttpRequest = { ...request, headers: { authorization: 'Basic YTpi' } }
  expect(repliedStatus(modelOf('GATEWAY'), server, basic, refused)).toBe(401)
})

test('a filter of a header matches a missing one, inverted, only where it counts as empty', () => {
  expect(repliedStatus(modelOf('GATEWAY', notBearer('')), server, request, refused)).toBe(403)
  expect(repliedStatus(modelOf('GATEWAY', absent('authorization')), server, request, refused)).toBe(
    401,
  )
})

test.each([
  ['another status', 'GATEWAY', request, { status: 400, headers: {} }, 400],
  ['a token that is forwarded', 'GATEWAY', { ...request, tokens: [token] }, refused, 403],
  [
    'a token that the proxy removed after it set the claims',
    'GATEWAY',
    { ...request, tokens: [token] },
    { status: 403, headers: { authorization: null, 'x-claims': 'e30' } },
    403,
  ],
  ['a filter for another context', 'SIDECAR_INBOUND', request, refused, 403],
] as const)('the status of the policies stays: %s', (_, context, sent, verdict, status) => {
  expect(repliedStatus(modelOf(context), server, sent, verdict)).toBe(status)
})
