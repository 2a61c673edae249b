import type { Client, OrdersController, PaymentsController } from '@paypal/paypal-server-sdk'
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

async function load(transport: Transport, { clientId, clientSecret }: PaypalCredentials) {
  const sdk = await import('@paypal/paypal-server-sdk')
  let fetching: Promise<Token> | undefined
  const client = new sdk.Client({
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
  return { orders: new sdk.OrdersController(client), payments: new sdk.PaymentsController(client) }
}

type Orders = Pick<OrdersController, 'createOrder' | 'getOrder' | 'authorizeOrder'>
type Payments = Pick<
  PaymentsController,
  | 'getAuthorizedPayment'
  | 'captureAuthorizedPayment'
  | 'reauthorizePayment'
  | 'voidPayment'
  | 'refundCapturedPayment'
>

/** The SDK, sending by our transport. It is loaded for the first request: that takes a third of this service's start. */
export function paypalSdk(
  transport: Transport,
  credentials: PaypalCredentials,
): { readonly orders: Orders; readonly payments: Payments } {
  let loading: ReturnType<typeof load> | undefined
  const loaded = () => {
    loading ??= load(transport, credentials)
    return loading
  }
  return {
    orders: {
      createOrder: async (request) => (await loaded()).orders.createOrder(request),
      getOrder: async (request) => (await loaded()).orders.getOrder(request),
      authorizeOrder: async (request) => (await loaded()).orders.authorizeOrder(request),
    },
    payments: {
      getAuthorizedPayment: async (request) =>
        (await loaded()).payments.getAuthorizedPayment(request),
      captureAuthorizedPayment: async (request) =>
        (await loaded()).payments.captureAuthorizedPayment(request),
      reauthorizePayment: async (request) => (await loaded()).payments.reauthorizePayment(request),
      voidPayment: async (request) => (await loaded()).payments.voidPayment(request),
      refundCapturedPayment: async (request) =>
        (await loaded()).payments.refundCapturedPayment(request),
    },
  }
}
