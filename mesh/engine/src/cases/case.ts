import { z } from 'zod'

const claims = z.record(z.string(), z.unknown())
const token = z.object({
  claims,
  valid: z.boolean(),
  invalidReason: z.string().optional(),
  location: z.union([
    z.object({ in: z.literal('header'), name: z.string(), prefix: z.string() }),
    z.object({ in: z.literal('query'), name: z.string() }),
    z.object({ in: z.literal('cookie'), name: z.string() }),
  ]),
})

const request = z.object({
  source: z.object({
    principal: z.string().nullable(),
    ip: z.string().nullish(),
    remoteIp: z.string().nullish(),
  }),
  destination: z.object({ port: z.int(), ip: z.string().nullish() }),
  protocol: z.enum(['http', 'tcp']),
  method: z.string().nullish(),
  path: z.string().nullish(),
  host: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  jwt: token.nullish(),
  jwts: z.array(token).nullish(),
  sni: z.string().nullish(),
})

/** A case about the mTLS mode of a port has no request. */
const portAlone = z.object({ destination: z.object({ port: z.int() }) })

const mode = z.enum(['STRICT', 'PERMISSIVE', 'DISABLE'])
const header = z.union([
  z.null(),
  z.string(),
  z.object({ originalToken: z.literal(true) }),
  z.object({ base64urlJson: claims }),
])

const expected = z.strictObject({
  decision: z.enum(['allow', 'deny']).optional(),
  status: z.int().optional(),
  grpcStatus: z.int().optional(),
  connection: z.literal('closed').optional(),
  normalizedPath: z.string().optional(),
  upstreamHeaders: z.record(z.string(), header).optional(),
  extAuthzCalled: z.array(z.string()).optional(),
  effectiveMtlsMode: mode.optional(),
  perPort: z.record(z.string(), mode).optional(),
  l4Authorization: z.unknown().optional(),
  valid: z.boolean().optional(),
  isTemplate: z.boolean().optional(),
  validLiteral: z.boolean().optional(),
  envoyUriTemplate: z.string().optional(),
  port: z.int().optional(),
})

/** One line of a case file: policies, a request, and Istio's answer to it. */
export const caseSchema = z.object({
  id: z.string(),
  topic: z.string(),
  kind: z.string().optional(),
  input: z.unknown().optional(),
  policies: z.array(z.unknown()).default([]),
  mesh: z.looseObject({}).nullish(),
  workload: z.object({ namespace: z.string(), labels: z.record(z.string(), z.string()) }).nullish(),
  request: z.union([request, portAlone]).nullish(),
  jwks: z.record(z.string(), z.enum(['ok', 'unavailable'])).nullish(),
  features: z.record(z.string(), z.unknown()).nullish(),
  extAuthz: z.object({ answer: z.enum(['allow', 'deny']).nullable() }).nullish(),
  needs: z.union([z.string(), z.array(z.string())]).nullish(),
  expect: expected,
})

export type Case = z.output<typeof caseSchema>
export type CaseRequest = z.output<typeof request>
export type CaseToken = z.output<typeof token>
