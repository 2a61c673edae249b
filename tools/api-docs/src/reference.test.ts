import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { accessOf } from './access.ts'
import type { Schema } from './document.ts'
import { exampleOf } from './example.ts'
import { anchorOf } from './markdown.ts'
import { schemaOf } from './messages.ts'
import { servicePage } from './pages.ts'
import { readApis } from './read.ts'

const apis = await readApis(repositoryRoot)
const operations = apis.flatMap((api) =>
  api.operations.map((operation) => ({
    api,
    operation,
    name: `${operation.method} ${operation.path}`,
  })),
)
const find = (wanted: string) => {
  const found = operations.find(({ name }) => name === wanted)
  if (!found) throw new Error(`expected the operation ${wanted}, found none`)
  return { ...found, callers: found.api.callersOf(found.operation) }
}

/** A validator of a schema; zod compiles patterns without the flag `u`, so that it knows no `\P{Cc}`. */
const validatorOf = (schema: Schema) => {
  const text = JSON.stringify(schema).replaceAll('\\\\P{Cc}', '[^\\u0000-\\u001f\\u007f-\\u009f]')
  return z.fromJSONSchema(JSON.parse(text))
}

it.each(operations)('$name: every example is what its schema describes', ({ operation }) => {
  const contents = [operation.requestBody, ...Object.values(operation.responses)]
  for (const schema of contents.flatMap((one) => schemaOf(one?.content) ?? [])) {
    const parsed = validatorOf(schema).safeParse(exampleOf(schema))
    expect(parsed.error?.issues ?? []).toEqual([])
  }
})

it.each(apis)('$service: its page has a section of its own for every operation', (api) => {
  const page = servicePage(api)
  const anchors = api.operations.map(({ summary }) => anchorOf(summary))
  expect(new Set(anchors).size).toBe(anchors.length)
  for (const { method, path, summary } of api.operations)
    expect(page).toContain(`## ${summary}\n\n\`${method} ${path}\``)
})

it.each([
  ['GET /v1/products', 'external clients through the edge, with no token.'],
  ['GET /v1/stock', 'external clients through the edge, with a token.'],
  ['GET /v1/parcels/{orderId}', 'external clients through the edge and `gateway`, with a token.'],
  [
    'POST /v1/orders/{orderId}/refunds',
    'external clients through the edge, with a token with the role sales or operator.',
  ],
  ['POST /webhooks/stripe', '`sandbox`, with no token.'],
])('%s may be sent by: %s', (name, sentence) => {
  const { operation, callers } = find(name)
  expect(accessOf(operation, callers)).toBe(sentence)
})
