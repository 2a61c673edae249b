import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Command, homeOf, readState, readTopology } from '@stoa/topology'
import pg from 'pg'

interface DeadLetter {
  readonly id: string
  readonly subject: string
  readonly reason: string
  readonly attempts: number
  readonly buriedAt: string
}

async function inDatabase(database: string, text: string): Promise<DeadLetter[]> {
  const postgres = readState(homeOf(process.env))?.postgres
  if (!postgres) throw new Error('no platform runs here')
  const client = new pg.Client({
    host: postgres.socketDir,
    port: postgres.port,
    user: postgres.superuser,
    password: readFileSync(postgres.passwordFile, 'utf8').trim(),
    database,
  })
  await client.connect()
  try {
    return (await client.query<DeadLetter>(text)).rows
  } finally {
    await client.end()
  }
}

const columns = 'id, subject, reason, attempts, buried_at as "buriedAt"'
const list = `select ${columns} from dead_letters where state = 'buried' order by buried_at`
const replay = `update dead_letters set state = 'replay' where state = 'buried' returning ${columns}`

export const deadLetters: Command = {
  name: 'dead-letters',
  summary: 'events that could not be handled: look at them, have them handled again',
  usage: `usage: stoa dead-letters [list | replay] [service…] [--json]

list shows what waits in the services' dead letters; replay hands it to its handlers again within a few seconds,
under the same event ids: what fails again is buried again.

  --json   print {"deadLetters":[{"service","id","subject","reason","attempts","buriedAt"}]}

exit status: 0 done, 1 it could not be read, 2 wrong arguments`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    })
    const [verb = 'list', ...names] = positionals
    if (verb !== 'list' && verb !== 'replay') {
      process.stderr.write(`stoa dead-letters: ${verb} is neither list nor replay\n`)
      return 2
    }
    const consumers = readTopology().services.filter(({ consumes }) => consumes.length > 0)
    const unknown = names.filter((name) => !consumers.some((service) => service.name === name))
    if (unknown.length > 0) {
      process.stderr.write(`stoa dead-letters: no consumer is called ${unknown.join(', ')}\n`)
      return 2
    }
    const found: (DeadLetter & { readonly service: string })[] = []
    for (const { name, database = '' } of consumers) {
      if (names.length > 0 && !names.includes(name)) continue
      const rows = await inDatabase(database, verb === 'list' ? list : replay)
      found.push(...rows.map((row) => ({ service: name, ...row })))
    }
    const line = ({ service, subject, id, attempts, reason }: (typeof found)[number]) =>
      `${service}  ${subject}  ${id}  ${attempts}×  ${reason}\n`
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ deadLetters: found })}\n`
        : found.map(line).join('') || 'none\n',
    )
    return 0
  },
}
