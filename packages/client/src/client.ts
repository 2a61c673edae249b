import { AsyncLocalStorage } from 'node:async_hooks'
import { currentTraceparent, SpanKind, withSpan } from '@stoa/service'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  wrap,
} from 'cockatiel'
import { fetch as undiciFetch } from 'undici'
import { type Destination, poolTo } from './egress.ts'
import { measureCalls, type Refusal } from './metrics.ts'
import { type ClientResponse, type OutgoingRequest, send } from './send.ts'
import { mayHaveBeenSent } from './sent.ts'

export interface ClientOptions extends Destination {
  /** Deadline of a call, from its start to the end of the response; a call may override it. */
  readonly timeoutMs: number
  /** Concurrent calls; as many more wait in a queue, and further ones are rejected. */
  readonly concurrency?: number
  /** How many consecutive failures (no response, 5xx) open the circuit breaker, and how long it stays open. */
  readonly breaker?: { readonly failures: number; readonly openMs: number }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'

export interface CallOptions {
  readonly method?: Method
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or as it is if it is a string. */
  readonly body?: unknown
  readonly timeoutMs?: number
}

/**
 * A call that got no response. If it was `attempted`, its deadline passed or its connection failed; otherwise the
 * circuit breaker or the bulkhead rejected it.
 */
export class NoResponseError extends Error {
  readonly attempted: boolean
  constructor(to: string, attempted: boolean, cause: unknown) {
    super(attempted ? `no response from ${to}` : `call to ${to} rejected before it was sent`, {
      cause,
    })
    this.name = 'NoResponseError'
    this.attempted = attempted
  }
  /** Whether the service may have carried the request out. */
  get mayHaveBeenSent(): boolean {
    return this.attempted && mayHaveBeenSent(this.cause)
  }
}

class ServerError extends Error {
  readonly response: ClientResponse
  /** The type of the error in its span. */
  readonly code: string
  constructor(response: ClientResponse) {
    super(`status ${response.status}`)
    this.response = response
    this.code = String(response.status)
  }
}

export interface Client {
  /** Returns the response whatever its status; throws NoResponseError without one. Never retries: the mesh does. */
  call(path: string, options?: CallOptions): Promise<ClientResponse>
  /** Reaches the same destination, for SDKs that take a fetch function; without this client's deadline and breaker. */
  readonly fetch: typeof globalThis.fetch
  close(): Promise<void>
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof BrokenCircuitError) return 'breaker_open'
  return error instanceof BulkheadRejectedError ? 'bulkhead_full' : undefined
}

function requestOf(path: string, method: Method, { headers, body }: CallOptions): OutgoingRequest {
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

/**
 * Creates a client of one service: each call has a deadline, a span, a circuit breaker and a bulkhead.
 *
 * @example
 * const orders = createClient({ to: 'orders', port: 4001, egress: env.MESH_EGRESS, timeoutMs: 2_000 })
 * const { status, text } = await orders.call(`/v1/orders/${orderId}`)
 */
export function createClient(options: ClientOptions): Client {
  const { to, timeoutMs, concurrency = 64 } = options
  const { failures = 10, openMs = 5_000 } = options.breaker ?? {}
  const pool = poolTo(options, concurrency)
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failures),
  })
  const policy = wrap(bulkhead(concurrency, concurrency), breaker)
  const measured = measureCalls(to, () => breaker.state !== CircuitState.Closed)

  const sendTraced = (path: string, call: CallOptions): Promise<ClientResponse> => {
    const { method = 'GET' } = call
    const attributes = {
      'http.request.method': method,
      'server.address': to,
      'server.port': options.port,
    }
    return withSpan(`${method} ${to}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const request = requestOf(path, method, call)
      const response = await send(pool, request, call.timeoutMs ?? timeoutMs)
      span.setAttribute('http.response.status_code', response.status)
      if (response.status >= 500) throw new ServerError(response)
      return response
    })
  }

  return {
    async call(path, call = {}) {
      const measure = measured.begin()
      try {
        // A call that waits in the bulkhead is begun by the one that ends, and would be in its trace.
        const inOwnTrace = AsyncLocalStorage.bind(() => sendTraced(path, call))
        const response = await policy.execute(inOwnTrace)
        measure.answered(response.status)
        return response
      } catch (error) {
        if (error instanceof ServerError) {
          measure.answered(error.response.status)
          return error.response
        }
        const refusal = refusalOf(error)
        if (refusal) measure.refused(refusal)
        else measure.answered(0)
        throw new NoResponseError(to, !refusal, error)
      }
    },
    fetch: ((input: string, init?: object) =>
      undiciFetch(input, { ...init, dispatcher: pool })) as unknown as typeof globalThis.fetch,
    async close() {
      measured.stop()
      await pool.close()
    },
  }
}
