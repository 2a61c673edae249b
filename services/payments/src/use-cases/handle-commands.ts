import type {
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
} from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { type Command, decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import type { Operation } from '../records.ts'
import { lockAccounts } from '../store/accounts.ts'
import { lockPayments } from '../store/payments.ts'
import { readRefunds } from '../store/refunds.ts'
import { persistChanges } from './persist.ts'

export type Received = ReceivedOf<
  typeof paymentsAuthorise | typeof paymentsVoid | typeof paymentsCapture | typeof paymentsRefund
>

function commandOf({ message }: Received): Command {
  const traceparent = message.traceparent ?? null
  switch (message.type) {
    case 'payments.authorise': {
      const { method, ...data } = message.data
      const token = 'token' in method ? method.token : null
      return { type: 'authorise', ...data, method: method.type, token, traceparent }
    }
    case 'payments.void':
      return { type: 'void', orderId: message.data.orderId, traceparent }
    case 'payments.capture':
      return { type: 'capture', orderId: message.data.orderId, traceparent }
    case 'payments.refund': {
      const { reason: _, ...data } = message.data
      return { type: 'refund', ...data, traceparent }
    }
  }
}

const operationOf = (command: Command): Operation => ({
  orderId: command.orderId,
  refundId: command.type === 'refund' ? command.refundId : undefined,
  customerId: command.type === 'authorise' ? command.customerId : undefined,
  traceparent: command.traceparent,
  apply: (current) => decide(command, current),
})

/** Handles commands in their order: payments on account settle here, for others the provider's step begins. */
export async function handleCommands(deps: Deps, batch: readonly Received[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return
    const commands = fresh.map(commandOf)
    const payments = await lockPayments(
      trx,
      commands.map(({ orderId }) => orderId),
    )
    const refunds = await readRefunds(
      trx,
      commands.flatMap((command) => (command.type === 'refund' ? [command.refundId] : [])),
    )
    const owners = [...payments.values()].flatMap(({ method, customerId }) =>
      method === 'account' && customerId ? [customerId] : [],
    )
    const charged = commands.flatMap((command) =>
      command.type === 'authorise' && command.method === 'account' ? [command.customerId] : [],
    )
    const accounts = await lockAccounts(trx, [...owners, ...charged])
    const records = { payments, refunds, accounts, disputes: new Map() }
    await persistChanges(deps, trx, records, commands.map(operationOf))
  })
}
