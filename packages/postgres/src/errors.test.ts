import { describe, expect, it } from 'vitest'
import { classifyError, type ErrorClass, isLockTimeout } from './errors.ts'

const failed = (code: string, message = 'failed') => Object.assign(new Error(message), { code })

/** Every class of SQLSTATE (PostgreSQL's appendix A), and each code that differs from its class. */
const sqlStates: readonly [string, ErrorClass, string][] = [
  ['01000', 'permanent', 'warning'],
  ['02000', 'permanent', 'no data'],
  ['03000', 'permanent', 'SQL statement not yet complete'],
  ['08006', 'transient', 'connection failure'],
  ['08P01', 'permanent', 'protocol violation: our own message is malformed'],
  ['09000', 'permanent', 'triggered action exception'],
  ['0A000', 'permanent', 'feature not supported'],
  ['0B000', 'permanent', 'invalid transaction initiation'],
  ['0F000', 'permanent', 'locator exception'],
  ['0L000', 'permanent', 'invalid grantor'],
  ['0P000', 'permanent', 'invalid role specification'],
  ['0Z000', 'permanent', 'diagnostics exception'],
  ['10608', 'permanent', 'invalid argument for XQuery'],
  ['20000', 'permanent', 'case not found'],
  ['21000', 'permanent', 'cardinality violation'],
  ['22021', 'permanent', 'data exception: a character that the encoding lacks'],
  ['22P05', 'permanent', 'data exception: a NUL in a text'],
  ['23514', 'permanent', 'check violation'],
  ['24000', 'permanent', 'invalid cursor state'],
  ['25000', 'permanent', 'invalid transaction state'],
  ['25006', 'transient', 'read-only transaction during a failover'],
  ['25P03', 'transient', 'idle-in-transaction limit of a process that was stopped'],
  ['25P04', 'transient', 'transaction limit of a process that was stopped'],
  ['26000', 'transient', 'a prepared statement is gone'],
  ['27000', 'permanent', 'triggered data change violation'],
  ['28P01', 'transient', 'a password is being changed'],
  ['2B000', 'permanent', 'dependent privilege descriptors still exist'],
  ['2D000', 'permanent', 'invalid transaction termination'],
  ['2F000', 'permanent', 'SQL routine exception'],
  ['34000', 'permanent', 'invalid cursor name'],
  ['38000', 'permanent', 'external routine exception'],
  ['39000', 'permanent', 'external routine invocation exception'],
  ['3B000', 'permanent', 'savepoint exception'],
  ['3D000', 'transient', 'the database is being created'],
  ['3F000', 'permanent', 'invalid schema name'],
  ['40001', 'transient', 'serialisation failure'],
  ['40P01', 'transient', 'deadlock'],
  ['40002', 'permanent', 'a deferred constraint failed at the commit'],
  ['42P01', 'permanent', 'undefined table'],
  ['42501', 'permanent', 'insufficient privilege'],
  ['44000', 'permanent', 'WITH CHECK OPTION violation'],
  ['53100', 'transient', 'disk full'],
  ['53300', 'transient', 'too many connections'],
  ['54001', 'permanent', 'statement too complex'],
  ['55000', 'permanent', 'object not in prerequisite state'],
  ['55006', 'transient', 'object in use'],
  ['55P03', 'transient', 'lock timeout'],
  ['57000', 'transient', 'operator intervention'],
  ['57014', 'permanent', 'our own statement ran into its time limit'],
  ['57P01', 'transient', 'the server shuts down'],
  ['57P02', 'transient', 'another backend crashed'],
  ['57P03', 'transient', 'the server is starting'],
  ['57P04', 'transient', 'the database was dropped'],
  ['57P05', 'transient', 'idle session limit'],
  ['58030', 'transient', 'I/O error'],
  ['72000', 'transient', 'snapshot too old'],
  ['F0000', 'permanent', 'configuration file error'],
  ['HV000', 'permanent', 'foreign data wrapper error'],
  ['P0001', 'permanent', 'raised by a function'],
  ['XX000', 'permanent', 'internal error'],
  ['XX001', 'permanent', 'data corrupted'],
]

const networkCodes = [
  'EAGAIN',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]

const driverMessages: readonly [string, ErrorClass][] = [
  ['Connection terminated', 'transient'],
  ['Connection terminated unexpectedly', 'transient'],
  ['Connection terminated due to connection timeout', 'transient'],
  ['timeout exceeded when trying to connect', 'transient'],
  ['timeout expired', 'transient'],
  ['Client has encountered a connection error and is not queryable', 'transient'],
  ['Client was closed and is not queryable', 'transient'],
  ['There was an error establishing an SSL connection', 'transient'],
  ['Received unexpected commandComplete message from backend.', 'transient'],
  ['Cannot use a pool after calling end on the pool', 'transient'],
  ['driver has already been destroyed', 'transient'],
  ['Postgres connection has been discarded', 'transient'],
  ['Query read timeout', 'permanent'],
  ['Query values must be an array', 'permanent'],
  ['The server does not support SSL connections', 'permanent'],
  ['Prepared statements must be unique', 'permanent'],
  ["Cannot read properties of undefined (reading 'x')", 'permanent'],
]

describe('an error of the database', () => {
  it.each(sqlStates)('%s is %s: %s', (code, expected) => {
    expect(classifyError(failed(code))).toBe(expected)
  })

  it.each(networkCodes)('%s of the socket is transient', (code) => {
    expect(classifyError(failed(code))).toBe('transient')
  })

  it.each(driverMessages)('"%s" of the driver is %s', (message, expected) => {
    expect(classifyError(new Error(message))).toBe(expected)
  })

  it('is transient when a migration changed what a prepared statement returns', () => {
    const stale = failed('0A000', 'cached plan must not change result type')
    expect(classifyError(stale)).toBe('transient')
  })

  it.each([undefined, null, 'text', {}])('is permanent when it is no error: %j', (thrown) => {
    expect(classifyError(thrown)).toBe('permanent')
  })

  it('is a lock time-out by its code alone', () => {
    expect([isLockTimeout(failed('55P03')), isLockTimeout(failed('57014'))]).toEqual([true, false])
  })
})
