import { z } from 'zod'
import { port } from './common.ts'
import { isDnsLabel, wildcardDomainError } from './names.ts'
import { reportReason } from './violations.ts'

export const subsetName = z.string().superRefine(
  reportReason((name) => {
    if (name === '') return 'subset name cannot be empty'
    return isDnsLabel(name) ? undefined : `subset name is invalid: ${name}`
  }),
)

const destinationHost = z
  .string()
  .superRefine(
    reportReason((host) =>
      host === '*' ? 'invalid destination host *' : wildcardDomainError(host),
    ),
  )

export const destination = z.strictObject({
  host: destinationHost,
  subset: subsetName.optional(),
  port: z.strictObject({ number: port }).optional(),
})

export type Destination = z.output<typeof destination>

/** Whether at least one of several destinations has a weight. */
export const hasWeight = (routes: readonly { weight?: number | undefined }[]): boolean =>
  routes.length <= 1 || routes.some(({ weight = 0 }) => weight > 0)

export const noWeight = { message: 'total destination weight = 0' }

export const weight = z.int().min(0)
