import { beforeAll, expect, it } from 'vitest'
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
    expect(report.left.taken).toBeGreaterThan(0)
    expect(report.left.listed).toBeGreaterThanOrEqual(report.left.taken)
  })
}
