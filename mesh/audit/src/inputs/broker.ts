import type { Position, Problem } from '@stoa/mesh/policy'
import { type NatsValue, parseNats } from './nats-config.ts'

export interface BrokerUser {
  /** The user's name or, for a key, the name in its inbox prefix. */
  readonly name: string
  /** The permitted subjects; undefined when publishing, or subscribing, is not limited. */
  readonly publish: readonly string[] | undefined
  readonly subscribe: readonly string[] | undefined
  readonly at: Position
}

export interface Broker {
  readonly users: readonly BrokerUser[]
}

/** Reads users and their permissions from a nats-server configuration file. */
export function readBroker(
  file: string,
  text: string,
): { readonly broker: Broker; readonly problems: readonly Problem[] } {
  const parsed = parseNats(text)
  if ('message' in parsed) {
    const { line, message } = parsed
    return { broker: { users: [] }, problems: [{ file, line, field: '', message }] }
  }
  const accounts = Object.values(objectOf(get(parsed.value, 'accounts')))
  const lists = [
    get(get(parsed.value, 'authorization'), 'users'),
    ...accounts.map((one) => get(one, 'users')),
  ]
  const users = lists.flatMap((list) => (Array.isArray(list) ? list : []))
  return { broker: { users: users.map((user) => userOf(user, file, text)) }, problems: [] }
}

function userOf(user: NatsValue, file: string, text: string): BrokerUser {
  const permissions = get(user, 'permissions')
  const [publish, subscribe] = ['publish', 'subscribe'].map((verb) =>
    allowedSubjects(permissions, verb),
  )
  const key = textOf(get(user, 'user')) ?? textOf(get(user, 'nkey')) ?? ''
  const inbox = subscribe?.find((subject) => subject.startsWith('_INBOX_'))
  const name = textOf(get(user, 'user')) ?? inbox?.slice('_INBOX_'.length).split('.')[0] ?? key
  const line = text.split('\n').findIndex((one) => key !== '' && one.includes(key)) + 1
  return { name, publish, subscribe, at: { file, line: Math.max(line, 1) } }
}

function allowedSubjects(
  permissions: NatsValue | undefined,
  verb: string,
): readonly string[] | undefined {
  const written = get(permissions, verb)
  if (written === undefined) return undefined
  const list =
    Array.isArray(written) || typeof written === 'string' ? written : get(written, 'allow')
  if (typeof list === 'string') return [list]
  return Array.isArray(list) ? list.flatMap((one) => (typeof one === 'string' ? [one] : [])) : []
}

const objectOf = (value: NatsValue | undefined): Readonly<Record<string, NatsValue>> =>
  typeof value === 'object' && !Array.isArray(value)
    ? (value as Readonly<Record<string, NatsValue>>)
    : {}
const get = (value: NatsValue | undefined, key: string): NatsValue | undefined =>
  objectOf(value)[key]
const textOf = (value: NatsValue | undefined) => (typeof value === 'string' ? value : undefined)

/** Whether a subject matches a pattern, in which `*` is one token and `>` the rest. */
export function matchesSubject(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.split('.'), subject.split('.')]
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return given.length > index
    if (given[index] === undefined || (token !== '*' && token !== given[index])) return false
  }
  return wanted.length === given.length
}
