import { createLog, exposition } from '@stoa/service'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Admission, openAdmission } from './admission.ts'

const log = createLog('orders', 'fatal')
const volumes = [
  { path: '/pg', reserveBytes: 100 },
  { path: '/nats', reserveBytes: 200 },
]
let left: Record<string, number>
let refusing: string[]
let admission: Admission

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  left = { '/pg': 100, '/nats': 200 }
  refusing = []
  admission = await openAdmission({
    ...{ log, volumes, storage: { refusing: () => refusing } },
    free: async (path) => {
      const bytes = left[path]
      if (bytes === undefined) throw new Error('no such folder')
      return bytes
    },
  })
})
afterEach(() => {
  admission.stop()
  vi.useRealTimers()
})

const measured = () => vi.advanceTimersByTimeAsync(1_000)
const metric = async (name: string) =>
  (await exposition()).body.split('\n').filter((line) => line.startsWith(name))

describe('new orders', () => {
  it('are accepted while the broker stores and each volume has its reserve', () => {
    expect(admission.reasons()).toEqual([])
    expect(admission.check).not.toThrow()
  })

  it('are refused while a stream refuses, with a time to come back', () => {
    refusing = ['PAYMENTS']
    expect(admission.reasons()).toEqual(['broker'])
    expect(admission.check).toThrow(
      expect.objectContaining({ code: 'unavailable', status: 503, retryAfterSeconds: 5 }),
    )
    refusing = []
    expect(admission.check).not.toThrow()
  })

  it('are refused while a volume is below its reserve', async () => {
    left['/nats'] = 199
    await measured()
    expect(admission.reasons()).toEqual(['volume'])
    left['/nats'] = 200
    await measured()
    expect(admission.reasons()).toEqual([])
  })

  it('stay as they are while a volume cannot be measured', async () => {
    left['/pg'] = 0
    await measured()
    left = {}
    await measured()
    expect(admission.reasons()).toEqual(['volume'])
  })

  it('that are refused are told by metrics, each reason by itself', async () => {
    expect(await metric('orders_admission_closed')).toEqual([
      'orders_admission_closed{reason="broker"} 0',
      'orders_admission_closed{reason="volume"} 0',
    ])
    refusing = ['ORDERS']
    left['/pg'] = 0
    await measured()
    expect(await metric('orders_admission_closed')).toEqual([
      'orders_admission_closed{reason="broker"} 1',
      'orders_admission_closed{reason="volume"} 1',
    ])
    expect(admission.check).toThrow()
    expect((await metric('orders_admission_refused_total')).join()).toMatch(
      /reason="broker"} [1-9]/,
    )
  })
})
