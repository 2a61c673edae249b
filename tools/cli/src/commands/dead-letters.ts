import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  CannotRun,
  type Command,
  homeOf,
  notRunning,
  readRunningState,
  readTopology,
  type Service,
} from '@stoa/topology'
import pg from 'pg'
import { tableOf } from '../table.ts'

interface DeadLetter {
  readonly id: string
  readonly subject: string
  readonly reason: string
  readonly attempts: number
  readonly buriedAt: string
}

interface ParkedEvent {
  readonly id: string
  readonly subject: string
  readonly key: string
  readonly reason: string
  readonly attempts: number
  readonly parkedAt: string
  readonly dueAt: string
}

type OfService<Row> = Row & { readonly service: string }

const columns = 'id, subject, reason, attempts, buried_at as "buriedAt"'
const parked = `select id, type as subject, key, reason, attempts, parked_at as "parkedAt", due_at as "dueAt"
  from parked_events order by position`
const statements = {
  list: `select ${columns} from dead_letters where state = 'buried' order by buried_at`,
  replay: `update dead_letters set state = 'replay' where state = 'buried' returning ${columns}`,
} as const

const usage = `usage: stoa dead-letters [list | replay | parked] [SERVICE...] [--json]

Dead letters are messages that a service received and could not handle.

  list    list the dead letters of the named services, or of all (the default)
  replay  hand them to their handlers again, within a few seconds and under the
          same event ids; a message that fails again becomes a dead letter again
  parked  list events that failed and are still retried, and later ones with the
          same key that wait behind them

options:
  --json  print {"deadLetters":[{"service","id","subject","reason","attempts",
          "buriedAt"}]}; with parked {"parkedEvents":[{"service","id","subject",
          "key","reason","attempts","parkedAt","dueAt"}]}
  --help  print this text

examples:
  npx stoa dead-letters
  npx stoa dead-letters replay inventory

exit status:
  0  done
  1  a database could not be read
  2  wrong arguments, or no platform is running`

export const deadLetters: Command = {
  name: 'dead-letters',
  summary: 'list or replay messages that could not be handled, list those that are retried',
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb = 'list', ...names] = positionals
    const print = (name: string, rows: readonly object[], text: string) =>
      process.stdout.write(values.json ? `${JSON.stringify({ [name]: rows })}\n` : text)
    if (verb === 'parked') {
      const events = await queryAll<ParkedEvent>(names, parked)
      print('parkedEvents', events, parkedText(events))
      return 0
    }
    if (verb !== 'list' && verb !== 'replay')
      throw new CannotRun(`expected list, replay or parked, found ${verb}`)
    const found = await queryAll<DeadLetter>(names, statements[verb])
    print('deadLetters', found, textOf(verb, found))
    return 0
  },
}

async function queryAll<Row extends pg.QueryResultRow>(
  names: readonly string[],
  statement: string,
): Promise<OfService<Row>[]> {
  const found: OfService<Row>[] = []
  for (const { name, database = '' } of consumersOf(names)) {
    const rows = await query<Row>(database, statement)
    found.push(...rows.map((row) => ({ service: name, ...row })))
  }
  return found
}

function consumersOf(names: readonly string[]): readonly Service[] {
  const consumers = readTopology().services.filter(({ consumes }) => consumes.length > 0)
  const known = consumers.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CannotRun(
      `no service that consumes messages is called ${unknown.join(' or ')}; these are: ${known.join(', ')}`,
    )
  return names.length === 0 ? consumers : consumers.filter(({ name }) => names.includes(name))
}

async function query<Row extends pg.QueryResultRow>(
  database: string,
  statement: string,
): Promise<Row[]> {
  const home = homeOf(process.env)
  const { postgres } = readRunningState(home)
  if (!postgres) throw new CannotRun(notRunning(home))
  const client = new pg.Client({
    host: postgres.socketDir,
    port: postgres.port,
    user: postgres.superuser,
    password: readFileSync(postgres.passwordFile, 'utf8').trim(),
    database,
  })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

const parkedText = (found: readonly OfService<ParkedEvent>[]): string =>
  found.length === 0
    ? 'there are no parked events\n'
    : tableOf(
        ['SERVICE', 'SUBJECT', 'KEY', 'ATTEMPTS', 'NEXT RETRY', 'REASON'],
        found.map((one) => [
          ...[one.service, one.subject, one.key, one.attempts],
          ...[new Date(one.dueAt).toISOString(), one.reason],
        ]),
      )

function textOf(verb: 'list' | 'replay', found: readonly OfService<DeadLetter>[]): string {
  if (found.length === 0)
    return verb === 'list' ? 'there are no dead letters\n' : 'there are no dead letters to replay\n'
  const table = tableOf(
    ['SERVICE', 'SUBJECT', 'ID', 'ATTEMPTS', 'REASON'],
    found.map((one) => [one.service, one.subject, one.id, one.attempts, one.reason]),
  )
  return verb === 'list' ? table : `${table}\n${found.length} will be replayed\n`
}
