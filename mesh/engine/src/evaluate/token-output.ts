import type { JwtRule } from '../model/kinds/request-authentication.ts'
import type { Claims } from './access-request.ts'

/** The headers that a rule sets from a verified token. */
export const outputHeadersOf = (
  { outputPayloadToHeader: payloadHeader, outputClaimToHeaders: claimHeaders = [] }: JwtRule,
  claims: Claims,
): Readonly<Record<string, string>> => ({
  ...(payloadHeader
    ? { [payloadHeader.toLowerCase()]: Buffer.from(JSON.stringify(claims)).toString('base64url') }
    : {}),
  ...Object.fromEntries(
    claimHeaders.flatMap(({ header, claim }) => {
      const text = claimText(claimAt(claims, claim))
      return text === '' ? [] : [[header.toLowerCase(), text]]
    }),
  ),
})

/** A claim by its dotted path. */
const claimAt = (claims: Claims, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        value !== null && typeof value === 'object' ? value[name as keyof typeof value] : undefined,
      claims,
    )

/**
 * A claim as a header value: fractions with six digits, lists and objects as base64 of their JSON.
 */
function claimText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value !== null && typeof value === 'object')
    return Buffer.from(JSON.stringify(value)).toString('base64')
  if (typeof value !== 'number') return ''
  return Number.isInteger(value) && value >= 0 ? String(value) : value.toFixed(6)
}
