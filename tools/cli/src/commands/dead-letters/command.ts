import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { tableOf } from '../../table.ts'
import { type OfService, openDatabases } from './databases.ts'
import { discard, edit } from './decisions.ts'

interface DeadLetter {
  readonly id: string
  readonly subject: string
  readonly reason: string
  readonly attempts: number
  readonly buriedAt: string
  readonly payload: string
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

const timeOf = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const columns = `id, subject, reason, attempts, ${timeOf('buried_at')} as "buriedAt", payload`
const parked = `select id, type as subject, key, reason, attempts,
  ${timeOf('parked_at')} as "parkedAt", ${timeOf('due_at')} as "dueAt"
  from parked_events order by position`
const statements = {
  list: `select ${columns} from dead_letters where state = 'buried' order by buried_at`,
  replay: `update dead_letters set state = 'replay' where state = 'buried' returning ${columns}`,
} as const

const usage = `usage: stoa dead-letters [list | replay | parked] [SERVICE...] [--json]
       stoa dead-letters discard SERVICE ID... --note TEXT
       stoa dead-letters edit SERVICE ID --payload FILE --note TEXT

Dead letters are messages that a service received and could not handle.

  list     list the dead letters of the named services, or of all (the default)
  replay   hand them to their handlers again, within a few seconds and under
           the same event ids; one that fails again is a dead letter again
  parked   list events that failed and are still retried, and later ones with
           the same key that wait behind them
  discard  never handle these; they stay in the table with the note
  edit     replace the data of an event by that of the event in FILE, and replay
           it; the payload as it was received and the note stay in the table

options:
  --context C     those of the cluster that the kubeconfig names so; needs
                  kubectl, and the right to run psql in the pod of Postgres
  --note TEXT     why
  --payload FILE  the whole event as JSON; only its data may differ
  --json          print {"deadLetters":[{"service","id","subject","reason",
                  "attempts","buriedAt","payload"}]}; with parked
                  {"parkedEvents":[{"service","id","subject","key","reason",
                  "attempts","parkedAt","dueAt"}]}
  --help          print this text

examples:
  npx stoa dead-letters
  npx stoa dead-letters replay inventory
  npx stoa dead-letters discard payments 0199… --note 'settled by hand'

exit status:
  0  done
  1  a database could not be read, or a dead letter to discard or edit is none
  2  wrong arguments, no platform is running, or the cluster could not be
     asked`

const print = (json: boolean | undefined, name: string, rows: readonly object[], text: string) =>
  process.stdout.write(json ? `${JSON.stringify({ [name]: rows })}\n` : text)

interface Decision {
  readonly context?: string | undefined
  readonly note?: string | undefined
  readonly payload?: string | undefined
}

/** Carries out an operator's decision; names the dead letters that there are not. */
async function decideOn(
  verb: 'discard' | 'edit',
  [service, ...ids]: readonly string[],
  { context, note, payload: file }: Decision,
): Promise<number> {
  if (!service || ids.length === 0 || !note)
    throw new CannotRun(`${verb} needs a service, the id of a dead letter, and --note TEXT`)
  if (verb === 'edit' && (ids.length > 1 || !file))
    throw new CannotRun('edit needs the id of one dead letter, and --payload FILE')
  const databases = await openDatabases(context)
  const [id = ''] = ids
  const done =
    verb === 'discard'
      ? await discard(databases, service, ids, note)
      : (await edit(databases, { service, id, file: file ?? '', note }))
        ? [id]
        : []
  const outcome = verb === 'discard' ? 'discarded' : 'edited; it will be replayed'
  for (const one of ids)
    process.stdout.write(
      `${one} ${done.includes(one) ? outcome : `is no dead letter of ${service}`}\n`,
    )
  return done.length === ids.length ? 0 : 1
}

export const deadLetters: Command = {
  name: 'dead-letters',
  summary: 'list, replay, edit or discard messages that could not be handled',
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        context: { type: 'string' },
        json: { type: 'boolean' },
        note: { type: 'string' },
        payload: { type: 'string' },
      },
    })
    const [verb = 'list', ...names] = positionals
    switch (verb) {
      case 'parked': {
        const databases = await openDatabases(values.context)
        const events = await databases.all<ParkedEvent>(names, parked)
        print(values.json, 'parkedEvents', events, parkedText(events))
        return 0
      }
      case 'list':
      case 'replay': {
        const databases = await openDatabases(values.context)
        const found = await databases.all<DeadLetter>(names, statements[verb])
        print(values.json, 'deadLetters', found, textOf(verb, found))
        return 0
      }
      case 'discard':
      case 'edit':
        return decideOn(verb, names, values)
      default:
        throw new CannotRun(`expected list, replay, parked, discard or edit, found ${verb}`)
    }
  },
}

const parkedText = (found: readonly OfService<ParkedEvent>[]): string =>
  found.length === 0
    ? 'there are no parked events\n'
    : tableOf(
        ['SERVICE', 'SUBJECT', 'KEY', 'ATTEMPTS', 'NEXT RETRY', 'REASON'],
        found.map((one) => [
          ...[one.service, one.subject, one.key, one.attempts],
          ...[one.dueAt, one.reason],
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
