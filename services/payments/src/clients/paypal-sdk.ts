import { Client, OrdersController, PaymentsController } from '@paypal/paypal-server-sdk'
import type { Transport } from './transport.ts'

export interface PaypalCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

interface AxiosRequest {
  readonly method: string
  readonly url: string
  readonly headers: { toJSON(): Record<string, unknown> }
  readonly data?: string
}

/** The SDK calls by axios, whose adapter is the one place where a request can be sent another way and elsewhere. */
const adapterTo = (transport: Transport) => async (config: AxiosRequest) => {
  const { pathname, search } = new URL(config.url)
  const { method, headers, data } = config
  const answer = await transport.send(method, `${pathname}${search}`, headers.toJSON(), data)
  return {
    data: answer.text,
    status: answer.status,
    statusText: '',
    headers: answer.headers,
    config,
  }
}

type Token = Awaited<ReturnType<Client['clientCredentialsAuthManager']['fetchToken']>>

/** Seconds before its end that an access token is replaced. */
const clockSkewSeconds = 60

export function paypalSdk(transport: Transport, { clientId, clientSecret }: PaypalCredentials) {
  let fetching: Promise<Token> | undefined
  const client = new Client({
    unstable_httpClientOptions: { adapter: adapterTo(transport) },
    clientCredentialsAuthCredentials: {
      oAuthClientId: clientId,
      oAuthClientSecret: clientSecret,
      oAuthClockSkew: clockSkewSeconds,
      // The SDK keeps a rejection for ever, so that a failure has to be a token that is used up.
      oAuthTokenProvider: (_, manager) => {
        fetching ??= manager
          .fetchToken()
          .catch((): Token => ({ accessToken: '', tokenType: '', expiry: 0n }))
          .finally(() => {
            fetching = undefined
          })
        return fetching
      },
    },
  })
  return { orders: new OrdersController(client), payments: new PaymentsController(client) }
}
