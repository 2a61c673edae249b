import { queryAsSuperuser } from '@stoa/run/query'
import { reconcile } from '@stoa/verify'
import { expect, it } from 'vitest'
import type { TestPlatform } from './test-platform.ts'

/** Removes the bookings of the newest card payment. No test may reconcile afterwards. */
export function missingBookingTests(open: () => TestPlatform): void {
  it('control: a booking that was removed is found by reconcile', async () => {
    const { platform, edge } = open()
    await open().load({ rate: 5, seconds: 1, pay: 'card' })
    await open().verify()
    const [newest] = await queryAsSuperuser<{ order_id: string }>(
      platform.state,
      'payments',
      "select order_id from payments where provider = 'stripe' and status = 'captured' order by created_at desc limit 1",
    )
    await queryAsSuperuser(
      platform.state,
      'payments',
      `set session_replication_role = replica; delete from ledger_entries where transaction_id in (
        select transaction_id from ledger_transactions where order_id = '${newest?.order_id}')`,
    )
    const { unexplained, differences } = await reconcile(edge, {
      ...{ withinSeconds: 0, timeoutMs: 60_000 },
    })
    expect(unexplained).toBe(1)
    expect(differences).toMatchObject([{ subject: newest?.order_id, reason: 'not_in_ledger' }])
  })
}
