import { z } from 'zod'
import type { OpenApi } from './testing.ts'

/** The schema without fields that it does not name: a client may ignore them, but the document must name them. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.entries(schema).map(([key, value]) => [key, closed(value)])
  const isOpen = 'properties' in schema && !('additionalProperties' in schema)
  return { ...Object.fromEntries(parts), ...(isOpen && { additionalProperties: false }) }
}

/** Why a successful answer of an operation, such as `POST /v1/things`, is not what the document promises; undefined when it is. */
export async function answerDeviationOf(
  operation: string,
  answer: Response,
  { paths }: OpenApi,
): Promise<string | undefined> {
  if (!answer.ok) return `expected success, found ${answer.status}`
  const [method = '', template = ''] = operation.split(' ')
  const type = answer.headers.get('content-type') ?? 'none'
  const documented = paths[template]?.[method.toLowerCase()]?.responses[answer.status]
  const schema = documented?.content?.[type]?.schema
  if (!schema) return `the document has no ${type} for ${answer.status} of ${operation}`
  const expected = z.fromJSONSchema(closed(schema) as Parameters<typeof z.fromJSONSchema>[0])
  const parsed = expected.safeParse(await answer.clone().json())
  return parsed.error && z.prettifyError(parsed.error)
}
