import { hash } from 'node:crypto'
import { AppError } from './errors.ts'

export interface IdempotencyKey {
  readonly key: string
  /** SHA-256 of method, route and body. */
  readonly fingerprint: string
}

const pattern = /^[\x21-\x7e]{1,255}$/

/**
 * Reads the `Idempotency-Key` header, with or without the quotes of a structured field; throws 400 when it is missing
 * or malformed. Pass the `body` as its schema returned it: the schema gives members a fixed order, so that equal bodies
 * have equal fingerprints.
 *
 * @example idempotencyKey(headerOf(c, 'idempotency-key'), 'POST /v1/orders', c.req.valid('json'))
 */
export function idempotencyKey(
  header: string | undefined,
  operation: string,
  body: unknown,
): IdempotencyKey {
  if (!header)
    throw new AppError(
      'bad_request',
      'the header Idempotency-Key is missing; send a new key for each new request and the same key to retry it',
    )
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!pattern.test(key))
    throw new AppError('bad_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters')
  const fingerprint = hash('sha256', `${operation}\n${JSON.stringify(body)}`)
  return { key, fingerprint }
}
