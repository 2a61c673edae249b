import { inTransaction } from '@stoa/postgres'
import { conclude, type Finding } from '../conclude.ts'
import type { Deps } from '../deps.ts'
import { failovers } from '../metrics.ts'
import type { Payment } from '../payment.ts'
import { saveStrays } from '../store/due.ts'
import { lockPayments } from '../store/payments.ts'
import { readRefunds } from '../store/refunds.ts'
import { takeWebhooks, type WebhookEvent } from '../store/webhooks.ts'
import { keep } from './keep.ts'

/** Something found out about a payment: by asking, or because the provider told us. */
export interface Heard {
  readonly finding: Finding
  readonly event?: WebhookEvent
}

/** A search at the provider shows within this time what it took. */
const strayAfterMs = 90_000

/** Money that a provider took or may have taken for a payment that is another's now. */
const isStray = (finding: Finding, payment: Payment | undefined): boolean => {
  if (finding.step !== 'authorise') return false
  if (finding.is === 'next') return finding.unsure
  return finding.is === 'done' && payment !== undefined && payment.provider !== finding.provider
}

/** Writes a batch of findings: what they change, with its events, in one transaction. */
export async function recordFindings(deps: Deps, heard: readonly Heard[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const isNew = await takeWebhooks(
      trx,
      heard.flatMap(({ event }) => event ?? []),
    )
    const findings = heard
      .filter(({ event }) => !event || isNew(event))
      .map(({ finding }) => finding)
    const payments = await lockPayments(
      trx,
      findings.map(({ orderId }) => orderId),
    )
    const refunds = await readRefunds(
      trx,
      findings.flatMap(({ refundId }) => refundId ?? []),
    )
    const entries = findings.map((finding) => ({
      orderId: finding.orderId,
      refundId: finding.refundId,
      change: ({ payment, refund }: Parameters<Parameters<typeof keep>[3][number]['change']>[0]) =>
        conclude(finding, payment, refund),
    }))
    const strays = findings.filter((finding) => isStray(finding, payments.get(finding.orderId)))
    await saveStrays(trx, strays, new Date(deps.now().getTime() + strayAfterMs))
    await keep(deps, trx, { payments, refunds, accounts: new Map() }, entries)
  })
  for (const { finding } of heard)
    if (finding.is === 'next') {
      const certainty = finding.unsure ? 'unsure' : 'sure'
      failovers.inc({ from: finding.provider, to: finding.to, certainty })
    }
}
