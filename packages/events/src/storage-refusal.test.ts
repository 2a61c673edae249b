import { ErrorCode, NatsError } from 'nats'
import { describe, expect, it } from 'vitest'
import { refusesToStore } from './storage-refusal.ts'

const timeout = new NatsError('TIMEOUT', ErrorCode.Timeout)
const disconnected = new NatsError('CONNECTION_CLOSED', ErrorCode.ConnectionClosed)
const api = (errCode: number): NatsError => {
  const error = new NatsError('503', ErrorCode.JetStreamInvalidAck)
  error.api_error = { code: 503, err_code: errCode, description: 'no space left on device' }
  return error
}

type Second = 'published' | NatsError

const rows: [string, Error, Second, boolean, boolean][] = [
  ['a failed write', api(10077), 'published', true, true],
  ['insufficient storage', api(10047), 'published', true, true],
  ['JetStream that is off', api(10039), 'published', true, true],
  ['another error of JetStream', api(10071), 'published', true, false],
  [
    'a stream that does not exist',
    new NatsError('503', ErrorCode.NoResponders),
    timeout,
    true,
    false,
  ],
  ['no connection', disconnected, timeout, true, false],
  ['no answer, twice, from a broker that answers', timeout, timeout, true, true],
  ['no answer, then a failed write', timeout, api(10077), true, true],
  ['no answer from a broker that was paused', timeout, 'published', true, false],
  ['no answer, twice, from a broker that answers nothing', timeout, timeout, false, false],
  ['no answer, then no connection', timeout, disconnected, false, false],
]

describe('a stream refuses to store', () => {
  it.each(rows)('%s', async (_, error, second, answers, refuses) => {
    const publishAgain = () =>
      second === 'published' ? Promise.resolve(undefined) : Promise.reject(second)
    const asked = refusesToStore(error, { publishAgain, answers: async () => answers })
    expect(await asked).toBe(refuses)
  })
})
