import type { AnySchemaObject } from 'ajv'

interface Content {
  readonly schema?: AnySchemaObject
}
interface Documented {
  readonly content?: Readonly<Record<string, Content>>
  readonly headers?: Readonly<
    Record<string, { readonly required?: boolean; readonly schema: AnySchemaObject }>
  >
}
export interface Operation {
  readonly security?: readonly object[]
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
  readonly responses: Readonly<Record<string, Documented>>
}
/** The parts of an OpenAPI document that say what is answered. */
export interface OpenApi {
  readonly components?: object
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface FoundOperation {
  /** Such as `GET /v1/orders/{orderId}`. */
  readonly name: string
  readonly operation: Operation
}

const isTemplate = (segment: string) => segment.startsWith('{')
const templates = (path: string) => path.split('/').filter(isTemplate).length

function matches(template: string, path: string): boolean {
  const [wanted, found] = [template.split('/'), path.split('/')]
  return (
    wanted.length === found.length &&
    wanted.every((segment, index) => isTemplate(segment) || segment === found[index])
  )
}

/** The operation of a request; a concrete path wins over a template. */
export function operationOf(
  { paths }: OpenApi,
  method: string,
  path: string,
): FoundOperation | undefined {
  const [template] = Object.keys(paths)
    .filter((one) => matches(one, path))
    .toSorted((a, b) => templates(a) - templates(b))
  const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
  return operation && { name: `${method} ${template}`, operation }
}

/** Every operation by its name. */
export const operationNames = ({ paths }: OpenApi): string[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
