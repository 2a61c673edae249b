import type { ClientResponse } from '@stoa/client'
import type Stripe from 'stripe'
import { stripe } from './sdks.ts'
import type { Transport } from './transport.ts'

function bodyOf(text: string): { readonly error?: unknown } {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

/** The code of an error that a proxy answered in Stripe's place. */
export const notOfStripe = 'not_of_stripe'
const byProxy = { type: 'api_error', code: notOfStripe }

class Response extends stripe.HttpClientResponse {
  readonly #answer: ClientResponse

  constructor(answer: ClientResponse) {
    super(answer.status, answer.headers as Record<string, string>)
    this.#answer = answer
  }

  override getRawResponse() {
    return this.#answer
  }

  /** The SDK takes any body without an `error` for what was asked for, also what a proxy answers in the place of Stripe. */
  override async toJSON() {
    const { status, text } = this.#answer
    if (status < 400) return this._parseResponseBody(text)
    const { error = { ...byProxy, message: `${status} without an error of Stripe` } } = bodyOf(text)
    return { error }
  }
}

class SidecarClient extends stripe.HttpClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    super()
    this.#transport = transport
  }

  override getClientName() {
    return 'stoa'
  }

  override async makeRequest(
    _host: string,
    _port: string,
    path: string,
    method: string,
    headers: Record<string, unknown>,
    body: string,
  ) {
    return new Response(await this.#transport.send(method, path, headers, body))
  }
}

/** The SDK, sending by our transport: one connection pool, deadline and breaker. It retries nothing. */
export const stripeSdk = (transport: Transport, apiKey: string): Stripe =>
  new stripe(apiKey, {
    httpClient: new SidecarClient(transport),
    maxNetworkRetries: 0,
    telemetry: false,
  })
