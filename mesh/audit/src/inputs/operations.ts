import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { MeshFile, Position, Problem } from '@stoa/mesh/policy'
import { z } from 'zod'

/** Whether an operation's OpenAPI document requires a token, accepts one, or does not mention any. */
export type TokenNeed = 'required' | 'optional' | 'none'

export interface Operation {
  readonly service: string
  readonly method: string
  /** The OpenAPI path template, such as `/v1/orders/{orderId}`. */
  readonly path: string
  readonly token: TokenNeed
  readonly at: Position
}

export interface ReadOperations {
  /** Undefined when no service has an openapi.json. */
  readonly value: readonly Operation[] | undefined
  readonly files: readonly MeshFile[]
  readonly problems: readonly Problem[]
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
        /** In a document of several services, the service of the operation. */
        tags: z.array(z.string()).optional(),
      }),
    ),
  ),
})

/** Parses the operations of a service in an OpenAPI document in JSON. @throws Error when it is not one */
export function operationsOf(service: string, { file, text }: MeshFile): readonly Operation[] {
  const lines = text.split('\n')
  const lineOf = (path: string) => lines.findIndex((line) => line.includes(`"${path}":`)) + 1 || 1
  return Object.entries(document.parse(JSON.parse(text)).paths).flatMap(([path, methodsOfPath]) =>
    Object.entries(methodsOfPath)
      .filter(
        ([method, { tags = [service] }]) => methods.includes(method) && tags.includes(service),
      )
      .map(([method, { security = [] }]) => ({
        ...{ service, path, method: method.toUpperCase() },
        token: tokenNeedOf(security),
        at: { file, line: lineOf(path) },
      })),
  )
}

function tokenNeedOf(security: readonly Readonly<Record<string, unknown>>[]): TokenNeed {
  if (security.length === 0) return 'none'
  return security.some((requirement) => Object.keys(requirement).length === 0)
    ? 'optional'
    : 'required'
}

/** Reads the openapi.json of every service folder. */
export function readOperations(dir: string | undefined): ReadOperations {
  if (dir === undefined || !existsSync(dir)) return { value: undefined, files: [], problems: [] }
  const files = ['.', ...readdirSync(dir).sort()]
    .map((name) => join(dir, name, 'openapi.json'))
    .filter((path) => existsSync(path))
    .map((path) => ({ file: relative(process.cwd(), path), text: readFileSync(path, 'utf8') }))
  const read = files.map((file) => {
    try {
      return { operations: operationsOf(basename(dirname(file.file)), file), problems: [] }
    } catch {
      const message = 'the file is not an OpenAPI document in JSON'
      return { operations: [], problems: [{ file: file.file, line: 1, field: '', message }] }
    }
  })
  return {
    value: files.length === 0 ? undefined : read.flatMap(({ operations }) => operations),
    files,
    problems: read.flatMap(({ problems }) => problems),
  }
}
