import { expect, it } from 'vitest'
import { opening } from './opening.ts'

const { ratePerSecond, seconds, maxUnconfirmed } = opening
const confirmWithinSeconds = 0.5

/**
 * Confirms one order after the other: each takes `warm` seconds in the end, and the first `cold` more. Returns how many arrived, and the
 * share of them that was confirmed late.
 */
function open(
  { warm, cold }: { readonly warm: number; readonly cold: number },
  atMost = maxUnconfirmed,
) {
  const confirmedAt: number[] = []
  let late = 0
  for (let now = 0; now < seconds; now += 1 / ratePerSecond) {
    const confirmed = confirmedAt.filter((at) => at <= now).length
    if (confirmedAt.length - confirmed >= atMost(confirmed)) continue
    const start = Math.max(now, confirmedAt.at(-1) ?? 0)
    const end = start + warm + cold * 0.97 ** confirmedAt.length
    confirmedAt.push(end)
    if (end - now > confirmWithinSeconds) late += 1
  }
  return { orders: confirmedAt.length, lateShare: late / confirmedAt.length }
}

const machines = {
  fast: { warm: 0.001, cold: 0.03 },
  slow: { warm: 0.004, cold: 0.1 },
  busy: { warm: 0.02, cold: 0.2 },
}
/** Beyond it a page is pending: 14.4 times the 1 % of the objective. */
const tolerated = 0.144

it.each(Object.entries(machines))(
  'a %s machine confirms the first orders in time',
  (_, machine) => {
    expect(open(machine).lateShare).toBeLessThan(tolerated)
  },
)

it('a burst has a cold platform confirm them late', () => {
  const burst = open(machines.slow, () => Number.POSITIVE_INFINITY)
  expect(burst.lateShare).toBeGreaterThan(tolerated)
})

it('a fast machine gets enough of them to compile its hot code', () => {
  expect(open(machines.fast).orders).toBeGreaterThan(300)
})
