import { type Client, NoResponseError } from '@stoa/client'
import type { z } from 'zod'
import type { Lookup } from '../lookup.ts'

/** The `x-stoa-claims` header as the edge sent it. */
export type ForwardedClaims = string

const outcomes: Readonly<Record<number, 'not_found' | 'forbidden' | 'unauthenticated'>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
}

function parse<Body>(text: string, schema: z.ZodType<Body>): Lookup<Body> {
  try {
    return { outcome: 'found', body: schema.parse(JSON.parse(text)) }
  } catch {
    return { outcome: 'unavailable' }
  }
}

/** Reads an entity from another service with the user's claims; a response that the schema rejects is `unavailable`. */
export async function get<Body>(
  client: Client,
  path: string,
  schema: z.ZodType<Body>,
  claims: ForwardedClaims,
): Promise<Lookup<Body>> {
  try {
    const { status, text } = await client.call(path, { headers: { 'x-stoa-claims': claims } })
    if (status === 200) return parse(text, schema)
    return { outcome: outcomes[status] ?? 'unavailable' }
  } catch (error) {
    if (error instanceof NoResponseError) return { outcome: 'unavailable' }
    throw error
  }
}
