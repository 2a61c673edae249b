import { z } from 'zod'
import type { PaypalCredentials } from './paypal-sdk.ts'
import type { Transport } from './transport.ts'

const token = z.object({ access_token: z.string() })

/** Reads from PayPal's APIs that its SDK does not have, with an access token of its own. @throws Error unless PayPal answers 200 */
export function paypalHttp(transport: Transport, { clientId, clientSecret }: PaypalCredentials) {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')

  const request = async (method: string, at: string, authorization: string, body?: string) => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await transport.send(method, at, headers, body)
    if (status !== 200)
      throw new Error(`PayPal answered ${status} to ${method} ${at.split('?')[0]}`)
    return JSON.parse(text) as unknown
  }

  return async () => {
    const grant = 'grant_type=client_credentials'
    const issued = await request('POST', '/v1/oauth2/token', `Basic ${basic}`, grant)
    const bearer = `Bearer ${token.parse(issued).access_token}`
    return (at: string) => request('GET', at, bearer)
  }
}
