import { type CallOptions, type Client, type ClientResponse, NoResponseError } from '@stoa/client'
import { z } from 'zod'

export interface Grant {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Calls a carrier's API with an access token; undefined when no response came. */
export interface Transport {
  call(path: string, options?: CallOptions): Promise<ClientResponse | undefined>
}

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })
const marginMs = 60_000

export interface TransportOptions {
  readonly client: Client
  /** Prefix of every path. */
  readonly base: string
  readonly grant: Grant
  readonly now: () => Date
}

/** Fetches an access token when it needs one, once for all calls, and uses it until shortly before it expires. */
export function createTransport({ client, base, grant, now }: TransportOptions): Transport {
  let token: { readonly value: string; readonly until: number } | undefined
  let fetching: Promise<string | undefined> | undefined

  const send = async (path: string, options: CallOptions): Promise<ClientResponse | undefined> => {
    try {
      return await client.call(`${base}${path}`, options)
    } catch (error) {
      if (error instanceof NoResponseError) return undefined
      throw error
    }
  }

  const fetchToken = async (): Promise<string | undefined> => {
    const { path, headers, body } = grant
    const answer = await send(path, { method: 'POST', headers, body })
    const parsed = granted.safeParse(answer?.status === 200 ? jsonOf(answer) : undefined)
    fetching = undefined
    if (!parsed.success) return undefined
    const { access_token: value, expires_in: seconds } = parsed.data
    token = { value, until: now().getTime() + seconds * 1000 - marginMs }
    return value
  }

  const tokenNow = (): Promise<string | undefined> | string => {
    if (token && now().getTime() < token.until) return token.value
    fetching ??= fetchToken()
    return fetching
  }

  return {
    async call(path, options = {}) {
      const value = await tokenNow()
      if (value === undefined) return undefined
      const headers = { ...options.headers, authorization: `Bearer ${value}` }
      const answer = await send(path, { ...options, headers })
      if (answer?.status === 401) token = undefined
      return answer
    },
  }
}

export function jsonOf({ text }: ClientResponse): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether the carrier refused the request for its content; any other response may be retried. */
export const isRefusal = ({ status }: ClientResponse): boolean =>
  status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status)
