import type { Client } from '@paypal/paypal-server-sdk'
import { paypal } from './sdks.ts'
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

/** The SDK uses axios: its adapter is the one place where our transport can take over. */
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

/** An access token is replaced so many seconds before it expires. */
const clockSkewSeconds = 60

export function paypalSdk(transport: Transport, { clientId, clientSecret }: PaypalCredentials) {
  let fetching: Promise<Token> | undefined
  const client = new paypal.Client({
    unstable_httpClientOptions: { adapter: adapterTo(transport) },
    clientCredentialsAuthCredentials: {
      oAuthClientId: clientId,
      oAuthClientSecret: clientSecret,
      oAuthClockSkew: clockSkewSeconds,
      // The SDK keeps a rejection for ever: a failure has to be an expired token instead.
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
  return {
    orders: new paypal.OrdersController(client),
    payments: new paypal.PaymentsController(client),
  }
}
