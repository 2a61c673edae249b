import { closed } from '@stoa/service/testing-answers'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { type OpenApi, operationOf } from './document.ts'

export interface Answer {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)

function invalid(schema: AnySchemaObject, { components }: OpenApi, value: unknown) {
  if (ajv.validate(closed({ ...schema, components }) as AnySchemaObject, value)) return undefined
  return ajv.errorsText(ajv.errors, { dataVar: '' })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why an answer is not what the document promises; undefined when it is. */
export function deviationOf(document: OpenApi, answer: Answer): string | undefined {
  const { method, path, status, headers, text } = answer
  const found = operationOf(document, method, path)
  if (!found) return 'the document has no such operation'
  const { responses } = found.operation
  const documented = responses[status] ?? (status >= 400 ? responses.default : undefined)
  if (!documented) return `the document has no answer ${status}`
  for (const [name, { required = false, schema }] of Object.entries(documented.headers ?? {})) {
    const value = headers.get(name)
    if (value === null && required) return `the header ${name} is missing`
    const typed = schema.type === 'integer' ? Number(value) : value
    const reason = value === null ? undefined : invalid(schema, document, typed)
    if (reason) return `the header ${name}: ${reason}`
  }
  const type = headers.get('content-type')?.split(';')[0] ?? ''
  if (!documented.content) return text === '' ? undefined : `the document has no body for ${status}`
  const content = documented.content[type]
  if (!content) return `the document has no ${type || 'empty body'} for ${status}`
  if (!content.schema || !/\bjson$/.test(type)) return undefined
  return invalid(content.schema, document, parsed(text))
}
