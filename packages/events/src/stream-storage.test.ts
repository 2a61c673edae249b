import { createLog } from '@stoa/service'
import { expect, it } from 'vitest'
import { watchStream } from './stream-storage.ts'

const log = createLog('test', 'fatal')
const message = { subject: 'order.placed', id: '1', payload: '[]' }

function watch() {
  const told: [string, boolean][] = []
  let refuses = false
  const storage = watchStream({
    log,
    stream: 'ORDERS',
    bus: {
      refusesToStore: async () => refuses,
      tellStorageState: (stream, stores) => void told.push([stream, stores]),
    },
  })
  const refuse = (yes: boolean) => {
    refuses = yes
  }
  return { ...storage, told, refuse }
}

it('a publication that failed for another reason is no refusal', async () => {
  const storage = watch()
  await storage.failed(new Error('no connection'), message)
  expect(storage.refused()).toBe(false)
  expect(storage.told).toEqual([])
})

it('a refusal is told each time, and once when it ends', async () => {
  const storage = watch()
  storage.refuse(true)
  await storage.failed(new Error('timeout'), message)
  await storage.failed(new Error('timeout'), message)
  expect(storage.refused()).toBe(true)
  storage.stored()
  storage.stored()
  expect(storage.refused()).toBe(false)
  expect(storage.told).toEqual([
    ['ORDERS', false],
    ['ORDERS', false],
    ['ORDERS', true],
  ])
})

it('a refusal lasts while the connection is lost', async () => {
  const storage = watch()
  storage.refuse(true)
  await storage.failed(new Error('timeout'), message)
  storage.refuse(false)
  await storage.failed(new Error('no connection'), message)
  expect(storage.refused()).toBe(true)
})
