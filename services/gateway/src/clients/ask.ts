import { type Client, NoResponseError } from '@stoa/client'
import type { z } from 'zod'

/** Claims as the edge verified them, handed on as they came. */
export type HandedOn = string

export type Asked<Body> =
  | { readonly outcome: 'found'; readonly body: Body }
  | { readonly outcome: 'absent' | 'forbidden' | 'unauthenticated' | 'unavailable' }

const refusals: Readonly<Record<number, 'absent' | 'forbidden' | 'unauthenticated'>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'absent',
}

function read<Body>(text: string, schema: z.ZodType<Body>): Asked<Body> {
  try {
    return { outcome: 'found', body: schema.parse(JSON.parse(text)) }
  } catch {
    return { outcome: 'unavailable' }
  }
}

/** Reads something of another service; an answer that makes no sense counts as none. */
export async function ask<Body>(
  client: Client,
  path: string,
  schema: z.ZodType<Body>,
  claims: HandedOn,
): Promise<Asked<Body>> {
  try {
    const { status, text } = await client.call(path, { headers: { 'x-stoa-claims': claims } })
    if (status === 200) return read(text, schema)
    return { outcome: refusals[status] ?? 'unavailable' }
  } catch (error) {
    if (error instanceof NoResponseError) return { outcome: 'unavailable' }
    throw error
  }
}
