import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import type { JsonSchema } from './bodies.ts'

export interface Operation {
  /** Method and path as in the service's OpenAPI document: `POST /v1/orders`. */
  readonly name: string
  readonly body: JsonSchema
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly requestBody?: {
              readonly content: Readonly<Record<string, { schema: JsonSchema }>>
            }
          }
        >
      >
    >
  >
}

/** The sandbox plays the outside world: what it accepts is not what the shop accepts. */
const notOurs = new Set(['sandbox'])

function operationsOf(service: string): Operation[] {
  const file = join(repositoryRoot, 'services', service, 'openapi.json')
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as Document
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const body = requestBody?.content['application/json']?.schema
      return body ? [{ name: `${method.toUpperCase()} ${path}`, body }] : []
    }),
  )
}

/** Every operation of the shop that has a body, with the schema that the service checks it by. */
export const operations = (): Operation[] =>
  readTopology()
    .services.map(({ name }) => name)
    .filter((name) => !notOurs.has(name))
    .flatMap(operationsOf)
