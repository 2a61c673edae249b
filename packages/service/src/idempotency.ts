import { createHash } from 'node:crypto'
import { AppError } from './errors.ts'

export interface IdempotencyKey {
  readonly key: string
  /** SHA-256 of method, route and canonical body. */
  readonly fingerprint: string
}

const pattern = /^[\x21-\x7e]{1,255}$/

/** Same members, same text, whatever their order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}

/** Reads the `Idempotency-Key` header (quotes of the structured-field form taken off); throws 400. */
export function idempotencyKey(
  header: string | undefined,
  operation: string,
  body: unknown,
): IdempotencyKey {
  if (!header) throw new AppError('bad_request', 'the header Idempotency-Key is needed')
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!pattern.test(key))
    throw new AppError('bad_request', 'Idempotency-Key must have 1 to 255 visible ASCII characters')
  const fingerprint = createHash('sha256')
    .update(`${operation}\n${canonical(body)}`)
    .digest('hex')
  return { key, fingerprint }
}
