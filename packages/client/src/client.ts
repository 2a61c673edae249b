import { counter, currentTraceparent, histogram, SpanKind, withSpan } from '@stoa/service'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  wrap,
} from 'cockatiel'
import { fetch as undiciFetch } from 'undici'
import { type Destination, poolTo } from './egress.ts'
import { type Answer, type Outgoing, send } from './send.ts'

export interface ClientOptions extends Destination {
  /** Per call, from start to the whole answer. */
  readonly timeoutMs: number
  /** Calls at once; further ones wait in a queue of the same size, then are refused. */
  readonly concurrency?: number
  /** Failures in a row (no answer, 5xx) that open the breaker, and how long it stays open. */
  readonly breaker?: { readonly failures: number; readonly openMs: number }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'

export interface CallOptions {
  readonly method?: Method
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is text. */
  readonly body?: unknown
  readonly timeoutMs?: number
}

/** Nobody answered in time, or nobody was asked because earlier calls failed: the outcome is unknown. */
export class NoAnswer extends Error {
  readonly asked: boolean
  constructor(to: string, asked: boolean, cause: unknown) {
    super(asked ? `${to} did not answer` : `${to} was not asked`, { cause })
    this.name = 'NoAnswer'
    this.asked = asked
  }
}

class ServerError extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(`status ${answer.status}`)
    this.answer = answer
  }
}

const duration = histogram({
  name: 'http_client_request_duration_seconds',
  help: 'Time until another service has answered',
  labels: ['server_address', 'http_response_status_code'],
})

const refused = counter({
  name: 'http_client_refused_total',
  help: 'Calls not made: the breaker is open or too many are under way',
  labels: ['server_address', 'reason'],
})

export interface Client {
  /** Answers whatever status came; throws NoAnswer when none did. Never repeats: retries live in the mesh. */
  call(path: string, options?: CallOptions): Promise<Answer>
  /** The same way out, for SDKs that take a fetch function; deadline and breaker are theirs. */
  readonly fetch: typeof globalThis.fetch
  close(): Promise<void>
}

/** Carries the span at hand, that of the call itself. */
function outgoing(path: string, method: Method, { headers, body }: CallOptions): Outgoing {
  const traceparent = currentTraceparent()
  return {
    ...{ path, method },
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(traceparent && { traceparent }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
}

export function createClient(options: ClientOptions): Client {
  const { to, timeoutMs, concurrency = 64 } = options
  const { failures = 10, openMs = 5_000 } = options.breaker ?? {}
  const pool = poolTo(options, concurrency)
  const policy = wrap(
    bulkhead(concurrency, concurrency),
    circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) }),
  )

  const ask = (path: string, call: CallOptions): Promise<Answer> => {
    const { method = 'GET' } = call
    const attributes = { 'http.request.method': method, 'server.address': to }
    return withSpan(`${method} ${to}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const answer = await send(pool, outgoing(path, method, call), call.timeoutMs ?? timeoutMs)
      span.setAttribute('http.response.status_code', answer.status)
      if (answer.status >= 500) throw new ServerError(answer)
      return answer
    })
  }

  return {
    async call(path, call = {}) {
      const end = duration.startTimer({ server_address: to })
      try {
        const answer = await policy.execute(() => ask(path, call))
        end({ http_response_status_code: answer.status })
        return answer
      } catch (error) {
        if (error instanceof ServerError) {
          end({ http_response_status_code: error.answer.status })
          return error.answer
        }
        const asked = !(
          error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError
        )
        if (asked) end({ http_response_status_code: 0 })
        else refused.inc({ server_address: to, reason: error.name })
        throw new NoAnswer(to, asked, error)
      }
    },
    fetch: ((input: string, init?: object) =>
      undiciFetch(input, { ...init, dispatcher: pool })) as unknown as typeof globalThis.fetch,
    close: () => pool.close(),
  }
}
