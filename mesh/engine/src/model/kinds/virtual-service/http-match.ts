import { z } from 'zod'
import { port, text } from '../common.ts'
import { matchedHeader } from '../header-name.ts'
import { instanceLabels, isDnsLabel } from '../names.ts'
import { absenceMatch, fullMatch, stringMatch, uriMatch } from '../string-match.ts'
import { reportReason } from '../violations.ts'
import { gatewayNames } from './gateway-names.ts'

export const sourceNamespace = z
  .string()
  .superRefine(
    reportReason((name) =>
      name === '' || isDnsLabel(name) ? undefined : `sourceNamespace match ${name} is invalid`,
    ),
  )

export const httpMatch = z.strictObject({
  name: z.string().optional(),
  uri: uriMatch.optional(),
  scheme: fullMatch.optional(),
  method: fullMatch.optional(),
  authority: fullMatch.optional(),
  headers: z.record(matchedHeader, stringMatch).optional(),
  withoutHeaders: z.record(matchedHeader, absenceMatch).optional(),
  queryParams: z.record(text, stringMatch).optional(),
  port: port.optional(),
  sourceLabels: instanceLabels.optional(),
  sourceNamespace: sourceNamespace.optional(),
  gateways: gatewayNames.optional(),
  ignoreUriCase: z.boolean().optional(),
  statPrefix: z.string().optional(),
})

export type HttpMatch = z.output<typeof httpMatch>
