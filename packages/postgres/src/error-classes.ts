/**
 * What the same statement can expect when it is sent again:
 * - `transient`: the database was away, restarting, short of resources or busy with a conflicting transaction.
 * - `permanent`: this statement, with these values, fails again. A batch is to be split, a single item set aside.
 */
export type ErrorClass = 'transient' | 'permanent'

/** SQLSTATE classes (the first two characters) whose errors pass; every class not named here is permanent. */
const transientClasses = new Map([
  ['08', 'connection exception'],
  ['28', 'invalid authorisation: the role or its password is being changed'],
  ['40', 'transaction rollback: serialisation failure, deadlock'],
  ['53', 'insufficient resources: disk full, out of memory, too many connections'],
  ['57', 'operator intervention: shutdown, crash recovery'],
  ['58', 'system error: I/O'],
])

/** Codes that differ from their class. */
const exceptions = new Map<string, ErrorClass>([
  // A malformed message of ours stays malformed.
  ['08P01', 'permanent'],
  // A deferred constraint fails again at the next commit.
  ['40002', 'permanent'],
  // Our own statement ran into its time limit; the server is well. The whole batch would be too slow again.
  ['57014', 'permanent'],
  ['25006', 'transient'], // read-only transaction: a failover is under way
  ['25P03', 'transient'], // idle_in_transaction_session_timeout: this process was stopped for a while
  ['25P04', 'transient'], // transaction_timeout, likewise
  ['26000', 'transient'], // a prepared statement is gone: its connection is discarded
  ['3D000', 'transient'], // the database is being created
  ['55006', 'transient'], // object in use
  ['55P03', 'transient'], // lock_timeout
  ['72000', 'transient'], // snapshot too old
])

/** A migration changed what a prepared statement returns; its connection is discarded. */
const stalePlan = /cached plan must not change result type/

export function sqlStateClass(code: string, message: string): ErrorClass {
  if (code === '0A000' && stalePlan.test(message)) return 'transient'
  return (
    exceptions.get(code) ?? (transientClasses.has(code.slice(0, 2)) ? 'transient' : 'permanent')
  )
}

/**
 * Errors that `pg`, `pg-pool` and Kysely make themselves, without a code: the connection or the pool is gone.
 * `Query read timeout` is not among them: there our own statement was too slow.
 */
const connectionMessages = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired/,
  /^Client has encountered a connection error/,
  /^Client was closed/,
  /^There was an error establishing an SSL connection/,
  /^Received unexpected \w+ message from backend/,
  /^Cannot use a pool after calling end/,
  /^driver has already been destroyed/,
  /^Postgres connection has been discarded/,
  /^This socket has been ended/,
]

export const messageClass = (message: string): ErrorClass =>
  connectionMessages.some((pattern) => pattern.test(message)) ? 'transient' : 'permanent'

/** Whether the connection that the error came from must not be used again. */
export const spoilsConnection = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string }
  return (
    code === '26000' ||
    (code === '0A000' && stalePlan.test(message ?? '')) ||
    // The server may yet answer, to the next statement.
    message === 'Query read timeout'
  )
}
