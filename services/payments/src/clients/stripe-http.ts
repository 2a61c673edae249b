import type { ClientResponse } from '@stoa/client'
import Stripe from 'stripe'
import type { Transport } from './transport.ts'

class Response extends Stripe.HttpClientResponse {
  readonly #answer: ClientResponse

  constructor(answer: ClientResponse) {
    super(answer.status, answer.headers as Record<string, string>)
    this.#answer = answer
  }

  override getRawResponse() {
    return this.#answer
  }

  override async toJSON() {
    return this._parseResponseBody(this.#answer.text)
  }
}

class SidecarClient extends Stripe.HttpClient {
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
  new Stripe(apiKey, {
    httpClient: new SidecarClient(transport),
    maxNetworkRetries: 0,
    telemetry: false,
  })
