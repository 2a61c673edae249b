import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { arrayEncoders, encoded } from './binary-array.ts'
import { spoilsConnection } from './error-classes.ts'

/** Texts that vary without bound must not fill the server with plans. */
const maxStatements = 500

interface Statement {
  readonly name: string
  readonly arrays: ReturnType<typeof arrayEncoders>
}

const statements = new Map<string, Statement>()

function statementOf(text: string): Statement | undefined {
  const known = statements.get(text)
  if (known) return known
  if (statements.size >= maxStatements) return undefined
  const statement = { name: `s${statements.size}`, arrays: arrayEncoders(text) }
  statements.set(text, statement)
  return statement
}

const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()

function namedClient(client: pg.PoolClient): PostgresPoolClient {
  const known = wrapped.get(client)
  if (known) return known
  let spoiled = false
  // The pool listens to idle clients alone: a session that ends between two statements would end the process.
  client.on('error', () => {
    spoiled = true
  })
  const noteError = (error: unknown): never => {
    if (spoilsConnection(error)) spoiled = true
    throw error
  }
  const send = (text: string, values?: readonly unknown[]) => {
    if (!values?.length) return client.query(text)
    const statement = statementOf(text)
    if (!statement) return client.query({ text, values: [...values] })
    const { name, arrays } = statement
    return client.query({ text, name, values: encoded(values, arrays) })
  }
  const wrapper = {
    query: (text: string, values?: readonly unknown[]) => send(text, values).catch(noteError),
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
export const named = (pool: pg.Pool): PostgresPool => ({
  connect: async () => namedClient(await pool.connect()),
  end: () => pool.end(),
  options: pool.options,
})
