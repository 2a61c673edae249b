import { inventoryRelease } from '@stoa/contracts'
import { expect, it } from 'vitest'
import { announce, packOutbox } from './outbox.ts'
import { unpack } from './received.ts'
import { storableJson } from './storable-json.ts'

it.each([
  ['NUL', 'a\0b', 'a\ufffdb'],
  ['the first half of a pair', 'a\ud83d', 'a\ufffd'],
  ['the second half of a pair', '\ude00a', '\ufffda'],
  ['two halves in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
])('%s is replaced', (_, text, storable) => {
  expect(JSON.parse(storableJson(JSON.stringify({ text })))).toEqual({ text: storable })
})

it.each(['plain', '😀', '\\u0000', '\\\\u0000', '\\ud83d', 'a\\', '\u001b\n'])(
  'other text stays as it is: %j',
  (text) => {
    expect(JSON.parse(storableJson(JSON.stringify({ text })))).toEqual({ text })
  },
)

it('an escaped pair stays whole', () => {
  expect(JSON.parse(storableJson('"\\uD83D\\uDE00"'))).toBe('😀')
})

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057'
const release = announce(inventoryRelease, orderId, { orderId, reason: 'x\0' })
const definitions = new Map([[inventoryRelease.type as string, inventoryRelease]])

it('an event is published as its consumers can store it', () => {
  const [row] = packOutbox([release], 'orders')
  expect(JSON.parse(row?.payload ?? '')).toMatchObject([{ data: { reason: 'x\ufffd' } }])
})

it('an event that an older release published with NUL is handled, not buried', () => {
  const event = {
    specversion: '1.0',
    id: 'a',
    type: release.type,
    source: 'orders',
    subject: orderId,
  }
  const old = JSON.stringify([{ ...event, time: '2026-01-01T00:00:00.000Z', data: release.data }])
  const { items, unreadable } = unpack('m', old, definitions)
  expect(unreadable).toEqual([])
  expect(items).toMatchObject([{ message: { data: { reason: 'x\ufffd' } } }])
})
