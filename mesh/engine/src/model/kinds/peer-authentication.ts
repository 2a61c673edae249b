import { z } from 'zod'
import { selector } from './common.ts'

const mode = z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'])
const mtls = z.strictObject({ mode: mode.default('UNSET') })
const portNumber = z.string().refine((text) => Number(text) >= 1 && Number(text) <= 65_535, {
  message: 'port must be in range 1..65535',
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
      message: 'port level mTLS, if defined, must have at least one element',
      path: ['portLevelMtls'],
    },
  )
  .refine(
    ({ selector, portLevelMtls }) =>
      portLevelMtls === undefined || Object.keys(selector?.matchLabels ?? {}).length > 0,
    {
      message: 'mesh/namespace peer authentication cannot have port level mTLS',
      path: ['portLevelMtls'],
    },
  )

export type PeerAuthentication = z.output<typeof peerAuthenticationSpec>
export type MtlsMode = z.output<typeof mode>
