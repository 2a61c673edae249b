import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { MeshFile, Position, Problem } from '@stoa/mesh/policy'
import { z } from 'zod'

/** Whether OpenAPI says that an operation needs a verified token, takes one, or knows none. */
export type TokenNeed = 'needed' | 'welcome' | 'none'

export interface Operation {
  readonly service: string
  readonly method: string
  /** As OpenAPI writes it: `/v1/orders/{orderId}`. */
  readonly path: string
  readonly token: TokenNeed
  readonly at: Position
}

export interface ReadOperations {
  /** Undefined: no service says what it answers. */
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
      z.looseObject({ security: z.array(z.record(z.string(), z.array(z.string()))).optional() }),
    ),
  ),
})

/** The operations of one OpenAPI document in JSON. @throws Error when it is none */
export function operationsOf(service: string, { file, text }: MeshFile): readonly Operation[] {
  const lines = text.split('\n')
  const lineOf = (path: string) => lines.findIndex((line) => line.includes(`"${path}":`)) + 1 || 1
  return Object.entries(document.parse(JSON.parse(text)).paths).flatMap(([path, answered]) =>
    Object.entries(answered)
      .filter(([method]) => methods.includes(method))
      .map(([method, { security = [] }]) => ({
        ...{ service, path, method: method.toUpperCase() },
        token: needOf(security),
        at: { file, line: lineOf(path) },
      })),
  )
}

function needOf(security: readonly Readonly<Record<string, unknown>>[]): TokenNeed {
  if (security.length === 0) return 'none'
  return security.some((way) => Object.keys(way).length === 0) ? 'welcome' : 'needed'
}

/** Every openapi.json beside a service.yaml. */
export function readOperations(dir: string | undefined): ReadOperations {
  if (dir === undefined || !existsSync(dir)) return { value: undefined, files: [], problems: [] }
  const files = ['.', ...readdirSync(dir).sort()]
    .map((name) => join(dir, name, 'openapi.json'))
    .filter((path) => existsSync(path))
    .map((path) => ({ file: relative(process.cwd(), path), text: readFileSync(path, 'utf8') }))
  const read = files.map((one) => {
    try {
      return { operations: operationsOf(basename(dirname(one.file)), one), problems: [] }
    } catch {
      const message = 'is no OpenAPI document in JSON'
      return { operations: [], problems: [{ file: one.file, line: 1, field: '', message }] }
    }
  })
  return {
    value: files.length === 0 ? undefined : read.flatMap(({ operations }) => operations),
    files,
    problems: read.flatMap(({ problems }) => problems),
  }
}
