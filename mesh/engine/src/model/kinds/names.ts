import { isIP } from 'node:net'
import { z } from 'zod'
import { reportReason } from './violations.ts'

const label = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?'
const dnsLabel = new RegExp(`^${label}$`)
const wildcardLabel = new RegExp(`^(\\*|(\\*|\\*-)?${label})$`)
const qualified = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelKey = new RegExp(`^((?:${label}\\.)*${label}/)?(${qualified})$`)
const labelValue = new RegExp(`^(${qualified})?$`)

export const isDnsLabel = (text: string): boolean => text.length <= 63 && dnsLabel.test(text)

const lengthError = (domain: string) => {
  if (domain === '') return 'empty domain name not allowed'
  return domain.length > 255 ? 'domain name is too long (max 255)' : undefined
}

function labelsError(domain: string, rest: string): string | undefined {
  const labels = rest.split('.')
  if (/^[-+]?\d+$/.test(labels.at(-1) ?? ''))
    return `domain name "${domain}" invalid: its top level cannot be all-numeric`
  const bad = labels.findIndex(
    (one, index) => !isDnsLabel(one) && !(one === '' && index > 0 && index === labels.length - 1),
  )
  return bad < 0 ? undefined : `domain name "${domain}" invalid (label "${labels[bad]}" invalid)`
}

/** Why a text is not a domain name without wildcard, or undefined. */
export const fqdnError = (domain: string): string | undefined =>
  lengthError(domain) ?? labelsError(domain, domain)

/** Why a text is not a domain name, whose first label may be a wildcard, or undefined. */
export function wildcardDomainError(domain: string): string | undefined {
  const length = lengthError(domain)
  if (length !== undefined) return length
  const [first = '', ...rest] = domain.split('.')
  if (first.length > 63 || !wildcardLabel.test(first))
    return `domain name "${domain}" invalid (label "${first}" invalid)`
  return rest.length === 0 ? undefined : labelsError(domain, rest.join('.'))
}

export const partialWildcardError = (host: string): string | undefined =>
  host.includes('*') && host !== '*' && !host.startsWith('*.')
    ? `partial wildcard "${host}" not allowed`
    : undefined

export const wildcardDomain = z.string().superRefine(reportReason(wildcardDomainError))

const isCidr = (text: string) => {
  const [address = '', length = ''] = text.split('/')
  return (
    isIP(address) > 0 && /^\d+$/.test(length) && Number(length) <= (isIP(address) === 4 ? 32 : 128)
  )
}

/** An IP address, or a CIDR block. */
export const subnet = z.string().superRefine(
  reportReason((text) => {
    if (text.split('/').length === 2)
      return isCidr(text) ? undefined : `${text} is not a valid CIDR block`
    return isIP(text) > 0 ? undefined : `${text} is not a valid IP`
  }),
)

/** Labels of a workload. */
export const instanceLabels = z.record(
  z.string().superRefine(
    reportReason((key) => {
      const [, prefix = '', name = ''] = labelKey.exec(key) ?? []
      return name === '' || name.length > 63 || prefix.length > 254
        ? `invalid tag key: "${key}"`
        : undefined
    }),
  ),
  z
    .string()
    .superRefine(
      reportReason((value) =>
        labelValue.test(value) ? undefined : `invalid tag value: "${value}"`,
      ),
    ),
)

/** The selector of the networking kinds; an empty one selects every workload. */
export const workloadLabels = z.strictObject({
  labels: z
    .record(z.string(), z.string())
    .refine((labels) => !Object.keys(labels).includes(''), {
      message: 'empty key is not supported in selector',
    })
    .refine((labels) => !Object.entries(labels).flat().join('').includes('*'), {
      message: 'wildcard is not supported in selector',
    })
    .optional(),
})

export const portName = z
  .string()
  .superRefine(
    reportReason((name) => (isDnsLabel(name) ? undefined : `invalid port name: ${name}`)),
  )

export const unixPrefix = 'unix://'

export const unixPathError = (path: string): string | undefined => {
  if (path === '') return 'unix address must not be empty'
  if (path.startsWith('@')) return undefined
  return path.startsWith('/') && !path.endsWith('/')
    ? undefined
    : `${path} is not an absolute path to a file`
}
