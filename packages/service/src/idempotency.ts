import { hash } from 'node:crypto'
import { AppError } from './errors.ts'

export interface IdempotencyKey {
  readonly key: string
  /** SHA-256 of method, route and body. */
  readonly fingerprint: string
}

const pattern = /^[\x21-\x7e]{1,255}$/

/**
 * Reads the `Idempotency-Key` header (quotes of the structured-field form taken off); throws 400.
 * `body` comes from its schema, which puts the members of objects into one order.
 */
export function idempotencyKey(
  header: string | undefined,
  operation: string,
  body: unknown,
): IdempotencyKey {
  if (!header) throw new AppError('bad_request', 'the header Idempotency-Key is needed')
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!pattern.test(key))
    throw new AppError('bad_request', 'Idempotency-Key must have 1 to 255 visible ASCII characters')
  const fingerprint = hash('sha256', `${operation}\n${JSON.stringify(body)}`)
  return { key, fingerprint }
}
