import { z } from 'zod'
import { duration } from '../duration.ts'
import { host, port, text, texts } from './common.ts'
import { retries } from './retries.ts'

const stringMatch = z
  .strictObject({ exact: z.string().optional(), prefix: text.optional(), regex: text.optional() })
  .refine((match) => Object.values(match).filter((value) => value !== undefined).length <= 1, {
    message: 'has one of exact, prefix and regex',
  })
const saysHow = (match: object) => Object.keys(match).length === 1

const requestMatch = z.strictObject({
  name: text.optional(),
  uri: stringMatch.refine(saysHow, { message: 'needs exact, prefix or regex' }).optional(),
  method: stringMatch.refine(saysHow, { message: 'needs exact, prefix or regex' }).optional(),
  headers: z.record(text, stringMatch).optional(),
})

const destination = z.strictObject({
  host,
  port: z.strictObject({ number: port }).optional(),
})

const httpRoute = z.strictObject({
  name: text.optional(),
  match: z.array(requestMatch).optional(),
  route: z.tuple([z.strictObject({ destination })], {
    error: 'exactly one destination is supported',
  }),
  rewrite: z.strictObject({ uri: text.optional(), authority: text.optional() }).optional(),
  timeout: duration.optional(),
  retries: retries.optional(),
})

export const virtualServiceSpec = z.strictObject({
  hosts: z.array(host).min(1),
  gateways: texts.optional(),
  http: z.array(httpRoute).min(1),
})

export type VirtualService = z.output<typeof virtualServiceSpec>
export type HttpRoute = z.output<typeof httpRoute>
export type RequestMatch = z.output<typeof requestMatch>
export type StringMatch = z.output<typeof stringMatch>
