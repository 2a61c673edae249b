import { describe, expect, it } from 'vitest'
import { editedPayload } from './decisions.ts'

const event = { id: '1', type: 'inventory.release', source: 'orders', subject: 'o-1' }
const received = JSON.stringify({ ...event, data: { orderId: 'o-1', reason: '' } })
const edited = (change: object) =>
  editedPayload(received, JSON.stringify({ ...event, data: { reason: 'late' }, ...change }))

describe('an edited dead letter', () => {
  it('has the data of the file', () => {
    expect(JSON.parse(edited({}))).toEqual({ ...event, data: { reason: 'late' } })
  })

  it('is still the same event', () => {
    expect(() => edited({ id: '2', subject: 'o-2' })).toThrow('id and subject differ')
  })

  it('is an event', () => {
    for (const text of ['', '[]', '"x"', 'null', '{'])
      expect(() => editedPayload(received, text)).toThrow('does not hold an event')
  })

  it('may replace a message that was no event', () => {
    expect(editedPayload('garbage', JSON.stringify(event))).toBe(JSON.stringify(event))
  })
})
