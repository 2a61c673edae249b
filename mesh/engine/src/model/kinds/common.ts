import { isIP } from 'node:net'
import { z } from 'zod'

export const text = z.string().min(1)
export const texts = z.array(text)
export const port = z.int().min(1).max(65_535)
/** A host without wildcard. */
export const host = text.refine((value) => !value.includes('*'), {
  message: 'a wildcard host is not supported yet',
})
export const labels = z.record(z.string(), z.string())

const noWildcard = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).every(([key, value]) => key !== '' && !`${key}${value}`.includes('*'))

export const selector = z.strictObject({
  matchLabels: labels
    .refine(noWildcard, { message: 'wildcard is not supported in selector' })
    .optional(),
})

const targetRef = z.strictObject({
  group: z.string().optional(),
  kind: z.enum(['Service', 'ServiceEntry', 'Gateway', 'GatewayClass']),
  name: text,
  namespace: z
    .literal('', { message: 'must not be set; cross namespace referencing is not supported' })
    .optional(),
})

/** The ways to attach a policy; at most one may be set. */
export const attachment = {
  selector: selector.optional(),
  targetRef: targetRef.optional(),
  targetRefs: z.array(targetRef).max(16).optional(),
}

interface Attached {
  readonly selector?: unknown
  readonly targetRef?: unknown
  readonly targetRefs?: readonly unknown[] | undefined
}

export const hasOneAttachment = ({ selector, targetRef, targetRefs = [] }: Attached): boolean =>
  [selector, targetRef, targetRefs[0]].filter((one) => one !== undefined).length <= 1

export const attachmentError = { message: 'only one of targetRefs or workloadSelector can be set' }

/** Whether an object has at least one value or non-empty list. */
export const isNotEmpty = (object: object): boolean =>
  Object.values(object).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  )

const isCidr = (value: string): boolean => {
  const [address = '', length = '', ...more] = value.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  return (
    more.length === 0 && isIP(address) > 0 && /^\d{1,3}$/.test(length) && Number(length) <= most
  )
}

/** An IP address, or a range in CIDR notation. */
export const ipBlock = z.string().refine((value) => isIP(value) > 0 || isCidr(value), {
  message: 'bad IP address or CIDR range',
})
