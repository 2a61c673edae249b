import { needsToken } from './access.ts'
import type { Operation } from './document.ts'
import type { ServiceApi } from './pages.ts'

interface Response {
  readonly description: string
  readonly content: object
}
interface Document {
  readonly components: object
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Record<string, Response> }>>>
  >
}

const description =
  'Every operation that clients outside the platform can send. Errors are problem details (RFC 9457): decide by `code`; 429 and 503 have `Retry-After`. A request that creates something takes an `Idempotency-Key`: the same key with the same body gets the first answer again.'

const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** What the edge and the sidecars answer in the place of the service, and errors that nobody expects. */
const anyProblem = {
  description: 'an unexpected error, a refusal by the edge, or no answer of the service in time',
  ...problem,
}

/**
 * One OpenAPI document of every operation that the edge lets in, each tagged with its service. `apis` were read without
 * what the edge lets in for development.
 */
export function platformDocument(apis: readonly ServiceApi[]): object {
  const open = apis.map(openOperationsOf).filter(({ operations }) => operations.length > 0)
  return {
    openapi: '3.1.0',
    info: { title: 'Stoa', version: '1', description },
    servers: [{ url: '/' }],
    tags: open.map(({ api }) => ({ name: api.service, description: api.description })),
    components: sharedComponents(open.map(({ document }) => document)),
    paths: mergedPaths(open.flatMap(({ operations }) => operations)),
  }
}

function openOperationsOf(api: ServiceApi) {
  const document = JSON.parse(api.text) as Document
  const operations = api.operations
    .map((operation) => ({ operation, callers: api.callersOf(operation) }))
    .filter(({ callers }) => callers.edge !== 'closed')
    .map(({ operation, callers }) => ({
      operation,
      described: describedOf(document, operation, api.service, needsToken(operation, callers)),
    }))
  return { api, document, operations }
}

function describedOf(
  { paths }: Document,
  { method, path }: Operation,
  service: string,
  isTokenNeeded: boolean,
): object {
  const { responses, ...rest } = paths[path]?.[method.toLowerCase()] ?? { responses: {} }
  const unauthenticated = {
    description: 'unauthenticated: the request has no verified token',
    ...problem,
  }
  return {
    tags: [service],
    ...rest,
    ...(isTokenNeeded && { security: [{ token: [] }] }),
    responses: {
      ...responses,
      ...(isTokenNeeded && { 401: responses['401'] ?? unauthenticated }),
      default: anyProblem,
    },
  }
}

function sharedComponents(documents: readonly Document[]): object {
  const texts = new Set(documents.map(({ components }) => JSON.stringify(components)))
  const [text, ...others] = texts
  if (text === undefined || others.length > 0)
    throw new Error(
      `expected the same components in every openapi.json, found ${texts.size} different ones; run npm test -- --project unit openapi -u`,
    )
  return JSON.parse(text)
}

interface Described {
  readonly operation: Operation
  readonly described: object
}

const mergedPaths = (all: readonly Described[]) =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ operation }) => operation.path)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, same]) => [
        path,
        Object.fromEntries(
          same.map(({ operation, described }) => [operation.method.toLowerCase(), described]),
        ),
      ]),
  )
