const statuses = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  price_changed: 422,
  too_many_requests: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof statuses

/** The problem types of RFC 9457 that say more than their status. */
const types: Readonly<Partial<Record<ErrorCode, string>>> = { price_changed: 'price-changed' }

export interface BadField {
  /** JSON pointer of the field, or the name of the header or parameter. */
  readonly field: string
  /** What is wrong with the field's value, for the caller. */
  readonly message: string
}

export interface Total {
  readonly totalMinor: number
  readonly currency: string
}

/**
 * An error whose message the caller may see; it becomes a problem details response with the status of `code`.
 * Any other error is answered with 500 and without its message.
 *
 * @example throw new AppError('not_found', `order ${orderId} not found`)
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly BadField[]
  readonly retryAfterSeconds: number | undefined
  /** The methods of the path, for `method_not_allowed`. */
  readonly allow: readonly string[] | undefined
  /** What the order costs now, for `price_changed`. */
  readonly total: Total | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      errors?: readonly BadField[]
      retryAfterSeconds?: number
      allow?: readonly string[]
      total?: Total
    } = {},
  ) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.allow = options.allow
    this.total = options.total
  }

  get type() {
    return types[this.code] ?? 'about:blank'
  }

  get status() {
    return statuses[this.code]
  }
}

export const codeOfStatus = (status: number): ErrorCode | undefined =>
  (Object.keys(statuses) as ErrorCode[]).find((code) => statuses[code] === status)

export const statusOfCode = (code: ErrorCode) => statuses[code]
