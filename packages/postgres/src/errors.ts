const transientClasses = ['08', '40', '53', '57', '58']
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EAGAIN',
])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** The database said no for now: connection lost, shutting down, serialisation, deadlock, out of resources. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  if (networkCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) return transientClasses.some((prefix) => code.startsWith(prefix))
  const message = error instanceof Error ? error.message : ''
  return /Connection terminated|timeout exceeded when trying to connect|connection is closed/i.test(
    message,
  )
}

export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint)
