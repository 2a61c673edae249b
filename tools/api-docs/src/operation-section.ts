import { accessOf, needsToken } from './access.ts'
import type { Callers } from './callers.ts'
import type { Operation, Schema } from './document.ts'
import { fieldsOf, limitsOf, typeOf } from './fields.ts'
import { fenced, table, wrap } from './markdown.ts'
import { answerExample, requestExample, schemaOf, successOf } from './messages.ts'

const yesNo = (value: boolean) => (value ? 'yes' : 'no')

const fieldTable = (schema: Schema): string[] => {
  const rows = fieldsOf(schema).map(({ path, type, required, limits }) => [
    `\`${path}\``,
    type,
    yesNo(required),
    limits,
  ])
  return rows.length > 0 ? [table(['field', 'type', 'required', 'limits'], rows)] : []
}

const parametersOf = ({ parameters }: Operation): string[] => {
  const rows = parameters.map(({ name, in: place, schema, required, description }) => [
    `\`${name}\``,
    place,
    typeOf(schema),
    yesNo(required),
    description ?? limitsOf(schema),
  ])
  return rows.length > 0
    ? ['**Parameters**', table(['name', 'in', 'type', 'required', 'limits'], rows)]
    : []
}

function bodyOf({ requestBody }: Operation): string[] {
  const schema = schemaOf(requestBody?.content)
  if (!schema) return []
  const list = schema.type === 'array' ? `: ${typeOf(schema)}, ${limitsOf(schema)}` : ''
  const { additionalProperties: others } = schema.items ?? schema
  return [
    `**Body** (\`application/json\`)${list}`,
    ...fieldTable(schema),
    ...(others === false ? ['No other fields are accepted.'] : []),
  ]
}

function answerOf(operation: Operation): string[] {
  const { title, type, schema } = successOf(operation)
  return [
    `**Answer** \`${title}\`${type ? ` (\`${type}\`)` : ''}`,
    ...(schema ? fieldTable(schema) : []),
  ]
}

function problemsOf({ responses }: Operation): string[] {
  const rows = Object.entries(responses).flatMap(([status, { description }]) =>
    [...description.matchAll(/^(\w+): (.*)$/gm)].map(([, code, when = '']) => [
      ...[status, `\`${code}\``, when],
    ]),
  )
  return rows.length > 0 ? ['**Problems**', table(['status', 'code', 'when'], rows)] : []
}

function examplesOf(operation: Operation, callers: Callers): string[] {
  if (!operation.requestBody && !successOf(operation).type) return []
  const request = requestExample(operation, needsToken(operation, callers))
  return ['**Example**', fenced('http', request), fenced('http', answerExample(operation))]
}

/** The section of one operation. */
export const operationSection = (operation: Operation, callers: Callers): string =>
  [
    `## ${operation.summary}`,
    `\`${operation.method} ${operation.path}\``,
    ...(operation.description ? [wrap(operation.description)] : []),
    `**Who may send it:** ${accessOf(operation, callers)}`,
    ...parametersOf(operation),
    ...bodyOf(operation),
    ...answerOf(operation),
    ...problemsOf(operation),
    ...examplesOf(operation, callers),
  ].join('\n\n')
