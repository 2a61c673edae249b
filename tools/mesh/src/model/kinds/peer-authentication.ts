import { z } from 'zod'
import { selector } from './common.ts'

const mode = z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'])
const mtls = z.strictObject({ mode: mode.default('UNSET') })
const portNumber = z.string().refine((text) => Number(text) >= 1 && Number(text) <= 65_535, {
  message: 'is a port from 1 to 65535',
})

export const peerAuthenticationSpec = z
  .strictObject({
    selector: selector.optional(),
    mtls: mtls.optional(),
    portLevelMtls: z.record(portNumber, mtls).optional(),
  })
  .refine(
    ({ portLevelMtls }) => portLevelMtls === undefined || Object.keys(portLevelMtls).length > 0,
    {
      message: 'names at least one port',
      path: ['portLevelMtls'],
    },
  )
  .refine(
    ({ selector, portLevelMtls }) =>
      portLevelMtls === undefined || Object.keys(selector?.matchLabels ?? {}).length > 0,
    { message: 'needs a selector', path: ['portLevelMtls'] },
  )

export type PeerAuthentication = z.output<typeof peerAuthenticationSpec>
export type MtlsMode = z.output<typeof mode>
