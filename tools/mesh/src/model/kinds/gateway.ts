import { z } from 'zod'
import { host, port, text } from './common.ts'

const version = z.enum(['TLS_AUTO', 'TLSV1_2', 'TLSV1_3'])
const gatewayHost = host.refine((value) => !value.includes('/'), {
  message: 'a namespace before the host is not supported yet',
})

const server = z.strictObject({
  name: text.optional(),
  port: z.strictObject({ number: port, name: text, protocol: z.enum(['HTTPS']) }),
  hosts: z.array(gatewayHost).min(1),
  tls: z.strictObject({
    mode: z.enum(['SIMPLE']),
    credentialName: text,
    minProtocolVersion: version.optional(),
    maxProtocolVersion: version.optional(),
  }),
})

export const gatewaySpec = z.strictObject({
  selector: z.record(z.string(), z.string()),
  servers: z.tuple([server], { error: 'exactly one server is supported' }),
})

export type Gateway = z.output<typeof gatewaySpec>
export type GatewayServer = z.output<typeof server>
