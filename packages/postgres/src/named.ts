import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/** Texts that vary without bound must not fill the server with plans. */
const maxStatements = 500

const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known) return known
  if (names.size >= maxStatements) return undefined
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()

function namedClient(client: pg.PoolClient): PostgresPoolClient {
  const known = wrapped.get(client)
  if (known) return known
  const wrapper = {
    query(text: string, values?: readonly unknown[]) {
      if (!values?.length) return client.query(text)
      const name = nameOf(text)
      return client.query({ text, values: [...values], ...(name && { name }) })
    },
    release: (error?: Error | boolean) => client.release(error),
    connect: () => Promise.reject(new Error('a pooled client is connected already')),
    end: () => client.release(true),
    get processID() {
      return (client as unknown as { processID?: number }).processID
    },
  } as unknown as PostgresPoolClient
  wrapped.set(client, wrapper)
  return wrapper
}

/** The pool, with every statement that has parameters sent as a named one. */
export const named = (pool: pg.Pool): PostgresPool => ({
  connect: async () => namedClient(await pool.connect()),
  end: () => pool.end(),
  options: pool.options,
})
