#!/usr/bin/env node
// Stands for a kubectl that runs psql in the pod of Postgres: runs the SQL on its standard input in the database of FAKE_PSQL
// that `--dbname` names, and prints the rows as `--tuples-only --no-align` does. Its arguments go to the file of FAKE_PSQL.
import { appendFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import pg from 'pg'

const { argumentsFile, databases, ...login } = JSON.parse(process.env.FAKE_PSQL ?? '')
const args = process.argv.slice(2)
appendFileSync(argumentsFile, `${args.join(' ')}\n`)
const [, name = ''] = /--dbname=(\w+)/.exec(args.join(' ')) ?? []
const client = new pg.Client({ ...login, database: databases[name] ?? 'postgres' })
await client.connect()
try {
  for (const { rows } of [await client.query(await text(process.stdin))].flat())
    for (const row of rows)
      process.stdout.write(
        `${Object.values(row)
          .map((value) => JSON.stringify(value))
          .join('|')}\n`,
      )
} catch (error) {
  process.stderr.write(`ERROR:  ${error.message}\ncommand terminated with exit code 3\n`)
  process.exitCode = 1
} finally {
  await client.end()
}
