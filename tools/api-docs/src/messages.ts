import { STATUS_CODES } from 'node:http'
import type { Content, Operation, Schema } from './document.ts'
import { exampleOf } from './example.ts'

export const schemaOf = (content: Content | undefined): Schema | undefined =>
  content?.['application/json']?.schema

/** The first answer that is not a problem. */
export function successOf({ responses }: Operation) {
  const [status = '200', answer] =
    Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
  const content = answer?.content ?? {}
  const [type] = Object.keys(content)
  return { title: `${status} ${STATUS_CODES[status]}`, type, schema: schemaOf(content) }
}

const json = (schema: Schema) => ['', JSON.stringify(exampleOf(schema), null, 2)]
const text = ({ name, schema }: { name: string; schema: Schema }) => String(exampleOf(schema, name))

/** An example of the request as an HTTP message. */
export function requestExample(operation: Operation, hasToken: boolean): string {
  const { method, path, parameters, requestBody } = operation
  const of = (place: string) => parameters.filter((one) => one.in === place)
  const byName = new Map(of('path').map((one) => [one.name, text(one)]))
  const target = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => byName.get(name) ?? name)
  const query = of('query').filter(({ required }) => required)
  const schema = schemaOf(requestBody?.content)
  return [
    `${method} ${target}${query.length > 0 ? `?${query.map((one) => `${one.name}=${text(one)}`).join('&')}` : ''} HTTP/1.1`,
    ...(hasToken ? ['Authorization: Bearer <token>'] : []),
    ...of('header')
      .filter(({ required }) => required)
      .map((one) => `${one.name}: ${text(one)}`),
    ...(schema ? ['Content-Type: application/json', ...json(schema)] : []),
  ].join('\n')
}

/** An example of the answer as an HTTP message. */
export function answerExample(operation: Operation): string {
  const { title, type, schema } = successOf(operation)
  return [
    `HTTP/1.1 ${title}`,
    ...(type ? [`Content-Type: ${type}`] : []),
    ...(schema ? json(schema) : []),
  ].join('\n')
}
