import { readFileSync } from 'node:fs'
import { Kysely, PostgresDialect, type PostgresPool, type Transaction } from 'kysely'
import pg from 'pg'
import { named } from './named.ts'

export type Db<Tables> = Kysely<Tables>
export type Trx<Tables> = Transaction<Tables>

export interface ConnectOptions {
  /** Connections at most. */
  readonly poolSize: number
  readonly statementTimeoutMs?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  readonly onIdleError?: (error: Error) => void
  /** Called when `inTransaction` begins; what it returns is told how the transaction ended. */
  readonly startTransaction?: StartTransaction
}

export type StartTransaction = () => { end(error?: unknown): void }

const observers = new WeakMap<object, StartTransaction>()

/** The observer of the transactions of a pool. */
export const observerOf = (db: object): StartTransaction | undefined => observers.get(db)

/**
 * How long a session of a service may take, in milliseconds. A process that is stopped (SIGSTOP, a frozen machine)
 * while it holds locks loses them after `idleInTransactionMs`; others wait for a lock no longer than `lockMs` at a time.
 * All lie below half of the shortest deadline of a process, so that another replica still has time to finish the work.
 */
export const sessionLimits = {
  statementMs: 8_000,
  lockMs: 2_000,
  idleInTransactionMs: 5_000,
} as const

// int8 holds counts and minor units, all below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export interface PoolOptions
  extends Pick<
    ConnectOptions,
    'poolSize' | 'statementTimeoutMs' | 'applicationName' | 'onIdleError'
  > {
  readonly connectTimeoutMs?: number
  /** For a server that may stop answering: without it a statement ends when the server says so. */
  readonly answerTimeoutMs?: number
  /** After it a connection is replaced, so that new servers behind one address get their share. */
  readonly maxLifetimeSeconds?: number
}

/** A pool on one database; every statement is named, so that Postgres plans it once a connection. */
export function connectPostgres<Tables>(url: string, options: ConnectOptions): Db<Tables> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, options) }) })
  if (options.startTransaction) observers.set(db, options.startTransaction)
  return db
}

export function openPool(url: string, options: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...parseUrl(url),
    max: options.poolSize,
    application_name: options.applicationName ?? 'stoa',
    statement_timeout: options.statementTimeoutMs ?? sessionLimits.statementMs,
    lock_timeout: sessionLimits.lockMs,
    idle_in_transaction_session_timeout: sessionLimits.idleInTransactionMs,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    idleTimeoutMillis: 60_000,
    ...(options.answerTimeoutMs && { query_timeout: options.answerTimeoutMs }),
    ...(options.maxLifetimeSeconds && { maxLifetimeSeconds: options.maxLifetimeSeconds }),
  })
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => options.onIdleError?.(error))
  return named(pool)
}

/**
 * `postgres://role:password@/database?host=/socket/dir&port=5432` or with a host in its usual place. `sslmode=verify-full`
 * encrypts and checks the server's name and certificate, against the file `sslrootcert` where it is given; `require`
 * encrypts alone. Without either the connection is plain, as over a Unix socket.
 */
export function parseUrl(url: string): pg.ClientConfig {
  const parsed = new URL(url.replace('@/', '@socket/'))
  return {
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: parsed.pathname.slice(1),
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.searchParams.get('port') ?? (parsed.port || 5432)),
    ...tlsOf(parsed.searchParams),
  }
}

function tlsOf(parameters: URLSearchParams): Pick<pg.ClientConfig, 'ssl'> {
  const [mode, file] = [parameters.get('sslmode'), parameters.get('sslrootcert')]
  switch (mode) {
    case null:
      return {}
    case 'require':
      return { ssl: { rejectUnauthorized: false } }
    case 'verify-full':
      return { ssl: file === null ? true : { ca: authorityIn(file) } }
    default:
      throw new Error(`sslmode: expected require or verify-full, found ${mode}`)
  }
}

function authorityIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(`sslrootcert: ${file} cannot be read; it verifies the database's certificate`, {
      cause,
    })
  }
}
