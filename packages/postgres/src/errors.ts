import { type ErrorClass, messageClass, sqlStateClass } from './error-classes.ts'

export type { ErrorClass } from './error-classes.ts'

const networkCodes = new Set([
  'EAGAIN',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOENT',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Classifies an error of `pg`: by its SQLSTATE, else by the socket's error code, else by the driver's message. */
export function classifyError(error: unknown): ErrorClass {
  const code = codeOf(error)
  if (networkCodes.has(code)) return 'transient'
  const message = error instanceof Error ? error.message : ''
  return /^[0-9A-Z]{5}$/.test(code) ? sqlStateClass(code, message) : messageClass(message)
}

/** Whether the same statement may succeed when it is sent again unchanged. */
export const isTransient = (error: unknown): boolean => classifyError(error) === 'transient'

/** A row or table stayed locked by another transaction for longer than `lock_timeout`. */
export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03'

export const isCheckViolation = (error: unknown, constraint: string): boolean =>
  codeOf(error) === '23514' && (error as { constraint?: string }).constraint === constraint

export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint)
