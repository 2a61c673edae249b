import { z } from 'zod'
import { reportReason } from './violations.ts'

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/
const pseudoHeaders = [':method', ':scheme', ':authority', ':path', ':status']
const claim = /^@request\.auth\.claims(\.|\[)/

export const isClaim = (name: string): boolean => claim.test(name)

export function headerNameError(name: string): string | undefined {
  if (name === '') return 'header name cannot be empty'
  return token.test(name) ? undefined : `header name ${name} is not a valid header name`
}

/** A header that a route matches; at a gateway also a claim of the verified token. */
export const matchedHeader = z
  .string()
  .superRefine(
    reportReason((name) =>
      isClaim(name) || pseudoHeaders.includes(name) ? undefined : headerNameError(name),
    ),
  )
