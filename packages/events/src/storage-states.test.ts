import { expect, it } from 'vitest'
import { followStorageStates } from './storage-states.ts'

function follow() {
  let nowMs = 0
  let tell: (stream: string, stores: boolean) => void = () => undefined
  let reconnect: () => void = () => undefined
  const bus = {
    onStorageState: (callback: typeof tell) => {
      tell = callback
    },
    onReconnect: (callback: () => void) => {
      reconnect = callback
    },
  }
  const states = followStorageStates(bus, () => nowMs)
  return {
    refusing: states.refusing,
    tell: (stream: string, stores: boolean) => tell(stream, stores),
    reconnect: () => reconnect(),
    later: (ms: number) => {
      nowMs += ms
    },
  }
}

it('a stream refuses from when its publisher tells so until it tells otherwise', () => {
  const { refusing, tell } = follow()
  expect(refusing()).toEqual([])
  tell('ORDERS', false)
  tell('PAYMENTS', false)
  expect(refusing()).toEqual(['ORDERS', 'PAYMENTS'])
  tell('ORDERS', true)
  expect(refusing()).toEqual(['PAYMENTS'])
})

it('a publisher that fell silent is forgotten, one that repeats itself is not', () => {
  const { refusing, tell, later } = follow()
  tell('ORDERS', false)
  tell('PAYMENTS', false)
  later(10_000)
  tell('PAYMENTS', false)
  later(5_000)
  expect(refusing()).toEqual(['PAYMENTS'])
})

it('a new connection knows of no refusal: the broker may be a new one', () => {
  const { refusing, tell, reconnect } = follow()
  tell('ORDERS', false)
  reconnect()
  expect(refusing()).toEqual([])
})
