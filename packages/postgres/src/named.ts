import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { arrayEncoders, encoded } from './binary-array.ts'
import { spoilsConnection } from './error-classes.ts'
import { durationOf, measurePool } from './metrics.ts'

/** Texts that vary without bound must not fill the server with plans. */
const maxStatements = 500

interface Statement {
  readonly name: string
  readonly arrays: ReturnType<typeof arrayEncoders>
  readonly duration: ReturnType<typeof durationOf>
}

const statements = new Map<string, Statement>()

function statementOf(text: string): Statement | undefined {
  const known = statements.get(text)
  if (known) return known
  if (statements.size >= maxStatements) return undefined
  const statement = {
    name: `s${statements.size}`,
    arrays: arrayEncoders(text),
    duration: durationOf(text),
  }
  statements.set(text, statement)
  return statement
}

const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()

function namedClient(client: pg.PoolClient): PostgresPoolClient {
  const known = wrapped.get(client)
  if (known) return known
  let spoiled = false
  // The pool listens to idle clients alone: a session that ends while no statement runs would end the process.
  client.on('error', () => {
    spoiled = true
  })
  const send = (text: string, statement?: Statement, values?: readonly unknown[]) => {
    if (!values?.length) return client.query(text)
    if (!statement) return client.query({ text, values: [...values] })
    const { name, arrays } = statement
    return client.query({ text, name, values: encoded(values, arrays) })
  }
  const query = (text: string, values?: readonly unknown[]) => {
    const statement = values?.length ? statementOf(text) : undefined
    const duration = statement?.duration ?? durationOf(text)
    const startedMs = performance.now()
    const measure = () => duration.observe((performance.now() - startedMs) / 1000)
    return send(text, statement, values).then(
      (result) => {
        measure()
        return result
      },
      (error) => {
        measure()
        if (spoilsConnection(error)) spoiled = true
        throw error
      },
    )
  }
  const wrapper = {
    query,
    release: (error?: Error | boolean) => client.release(error || spoiled),
    connect: () => Promise.reject(new Error('a pooled client is connected already')),
    end: () => client.release(true),
    get processID() {
      return (client as unknown as { processID?: number }).processID
    },
  } as unknown as PostgresPoolClient
  wrapped.set(client, wrapper)
  return wrapper
}

/** The pool, with every statement that has parameters sent as a named one, and its arrays in binary form. */
export function named(pool: pg.Pool): PostgresPool {
  const stopMeasuring = measurePool(pool)
  // At once: a session may end in the packet in which it begins.
  pool.on('connect', namedClient)
  return {
    connect: async () => namedClient(await pool.connect()),
    end() {
      stopMeasuring()
      return pool.end()
    },
    options: pool.options,
  }
}
