import { ErrorCode, NatsError } from 'nats'

/**
 * What a publication can expect that is sent again unchanged:
 * - `transient`: the broker was away, restarting, without the stream, or short of resources.
 * - `permanent`: this message is refused again, whatever the broker's state.
 */
export type BusErrorClass = 'transient' | 'permanent'

/** Errors of the client library that lie in the message, or in what this service may publish. */
const permanentCodes: ReadonlySet<string> = new Set([
  ErrorCode.BadHeader,
  ErrorCode.BadJson,
  ErrorCode.BadPayload,
  ErrorCode.BadSubject,
  ErrorCode.InvalidOption,
  ErrorCode.InvalidPayload,
  ErrorCode.MaxPayloadExceeded,
  ErrorCode.PermissionsViolation,
])

/** JetStream answers 400 to a message that it refuses for its content; 404 and 503 pass with the stream or the server. */
const badRequest = 400

/** Classifies an error of a publication. An error that is none of NATS's is the code's own and permanent. */
export function classifyBusError(error: unknown): BusErrorClass {
  if (!(error instanceof NatsError)) return 'permanent'
  if (error.api_error) return error.api_error.code === badRequest ? 'permanent' : 'transient'
  return permanentCodes.has(error.code) ? 'permanent' : 'transient'
}
