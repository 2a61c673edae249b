import { describe, expect, it } from 'vitest'
import { isEvent } from './message.ts'

const event = {
  specversion: '1.0',
  id: 'a',
  type: 'order.confirmed',
  source: 'orders',
  subject: 'o-1',
  time: '2026-01-01T00:00:00.000Z',
  data: {},
}

describe('an event', () => {
  it('has all its attributes', () => {
    expect(isEvent(event)).toBe(true)
    expect(
      isEvent({ ...event, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }),
    ).toBe(true)
  })

  const { data: _, ...bare } = event
  it.each([
    null,
    1,
    'text',
    [],
    {},
    bare,
    ...Object.keys(bare).flatMap((name) => [
      { ...event, [name]: undefined },
      { ...event, [name]: 7 },
    ]),
    { ...event, id: '' },
    { ...event, id: 'x'.repeat(65) },
    { ...event, specversion: '2.0' },
    { ...event, traceparent: 5 },
  ])('is not: %j', (value) => expect(isEvent(value)).toBe(false))
})
