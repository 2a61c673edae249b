import { expect, it } from 'vitest'
import { createFaultRegistry, faultRule, kinds, seeded, targets } from './faults.ts'

const rule = (input: object) => faultRule.parse(input)
const hits = (input: object, calls: number) => {
  const registry = createFaultRegistry()
  registry.put('stripe', [rule({ kind: 'timeout', ...input })])
  return Array.from(
    { length: calls },
    () => registry.hit('stripe', 'timeout', 'authorise') !== undefined,
  )
}

it('`next` hits so many calls and then no more', () => {
  expect(hits({ next: 2 }, 4)).toEqual([true, true, false, false])
})

it('a share is met, and the same seed hits the same calls', () => {
  const [one, same, other] = [1, 1, 2].map((seed) => hits({ share: 0.2, seed }, 2_000))
  expect(one).toEqual(same)
  expect(one).not.toEqual(other)
  const share = (one ?? []).filter(Boolean).length / 2_000
  expect(Math.abs(share - 0.2)).toBeLessThan(0.03)
})

it('a share of nothing hits nothing, of everything all', () => {
  expect(hits({ share: 0 }, 50)).not.toContain(true)
  expect(hits({ share: 1 }, 50)).not.toContain(false)
})

it('a fault hits its own target, kind and operations alone', () => {
  const registry = createFaultRegistry()
  registry.put('stripe', [rule({ kind: 'timeout', operations: ['capture'] })])
  expect(registry.hit('paypal', 'timeout', 'capture')).toBe(undefined)
  expect(registry.hit('stripe', 'down', 'capture')).toBe(undefined)
  expect(registry.hit('stripe', 'timeout', 'authorise')).toBe(undefined)
  expect(registry.hit('stripe', 'timeout', 'capture')?.kind).toBe('timeout')
  expect(registry.list()).toMatchObject([{ target: 'stripe', hits: 1 }])
})

it('questions are answered while money times out, unless all is down', () => {
  const registry = createFaultRegistry()
  registry.put('stripe', [rule({ kind: 'timeout' }), rule({ kind: 'down' })])
  expect(registry.hit('stripe', 'timeout', 'read')).toBe(undefined)
  expect(registry.hit('stripe', 'down', 'read')).toBeDefined()
})

it.each(targets.flatMap((target) => kinds.map((kind) => [target, kind] as const)))(
  'switched off, %s has no %s',
  (target, kind) => {
    const registry = createFaultRegistry()
    registry.put(target, [rule({ kind })])
    registry.clear(target)
    expect(registry.hit(target, kind, 'authorise')).toBe(undefined)
    expect(registry.hit(target, kind, 'ship')).toBe(undefined)
  },
)

it('the numbers of a seed spread evenly', () => {
  const next = seeded(7)
  const mean = Array.from({ length: 10_000 }, next).reduce((sum, one) => sum + one, 0) / 10_000
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02)
})
