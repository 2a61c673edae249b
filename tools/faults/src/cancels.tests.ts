import { beforeAll, expect, it } from 'vitest'
import { pointsMissed } from './cancels/judge.ts'
import { runCancels } from './cancels/run.ts'
import type { TestPlatform } from './test-platform.ts'

/** Cancels orders at every point of their life. */
export function cancelTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  it('orders cancelled at every point of their life are cancelled or shipped as a whole', async () => {
    const report = await runCancels(shop, 120, 1)
    expect(report).toMatchObject({ cancels: 120, faults: [], violated: [] })
    expect(report.ended.cancelled, JSON.stringify(report)).toBeGreaterThan(10)
    expect(report.refusedByShipping, JSON.stringify(report)).toBeGreaterThan(0)
    // Where the machine is slow, no parcel may have left before the last of so few cancellations.
    const missed = pointsMissed(report.byPoint).filter((point) => point !== 'too late')
    expect(missed, JSON.stringify(report)).toEqual([])
    expect(report.left.taken).toBeGreaterThan(0)
    expect(report.left.listed).toBeGreaterThanOrEqual(report.left.taken)
  })
}
