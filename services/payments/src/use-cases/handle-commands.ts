import type {
  orderSettled,
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
} from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { type Command, decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { ordersGivenUp } from '../due-capture.ts'
import type { Payment } from '../payment.ts'
import type { Operation } from '../records.ts'
import { noneTakenBack } from '../records.ts'
import { settle } from '../settle.ts'
import type { Settle } from '../settlement.ts'
import { saveAbandoned, searchAt } from '../store/abandoned.ts'
import { lockAccounts } from '../store/accounts.ts'
import { forgetDueCaptures } from '../store/due-captures.ts'
import { lockPayments } from '../store/payments.ts'
import { readRefunds } from '../store/refunds.ts'
import { persistChanges } from './persist.ts'

export type Received = ReceivedOf<
  | typeof paymentsAuthorise
  | typeof paymentsVoid
  | typeof paymentsCapture
  | typeof paymentsRefund
  | typeof orderSettled
>

export function commandsOf({ message }: Received): (Command | Settle)[] {
  const traceparent = message.traceparent ?? null
  switch (message.type) {
    case 'payments.authorise': {
      const { method, ...data } = message.data
      const token = 'token' in method ? method.token : null
      return [{ type: 'authorise', ...data, method: method.type, token, traceparent }]
    }
    case 'payments.void':
      return [{ type: 'void', orderId: message.data.orderId, traceparent }]
    case 'payments.capture':
      return [{ type: 'capture', orderId: message.data.orderId, traceparent }]
    case 'payments.refund': {
      const { reason: _, ...data } = message.data
      return [{ type: 'refund', ...data, traceparent }]
    }
    case 'order.settled': {
      const { data } = message
      if (data.step === 'stock' || data.step === 'parcel') return []
      const { customerId: _, ...declared } = data
      return [{ type: 'settle', ...declared, traceparent }]
    }
  }
}

/** The refund that a command is about; a void is refunded under the id of its order. */
function refundIdOf(command: Command | Settle): string | undefined {
  if (command.type === 'refund') return command.refundId
  if (command.type !== 'settle') return undefined
  return command.step === 'refund' ? command.refundId : command.orderId
}

/** Whether it may be about any refund of its payment, or begin one that it had before. */
const isWithRefunds = ({ type }: Command | Settle): boolean =>
  type === 'settle' || type === 'void' || type === 'refund'

const operationOf = (command: Command | Settle): Operation => ({
  orderId: command.orderId,
  refundId: refundIdOf(command),
  withRefunds: isWithRefunds(command),
  customerId: command.type === 'authorise' ? command.customerId : undefined,
  traceparent: command.traceparent,
  apply: (current) =>
    command.type === 'settle' ? settle(command, current) : decide(command, current),
})

/**
 * Payments whose authorisation may be held all the same after they are settled as voided: the provider is searched for it
 * once it shows everything that was requested.
 */
const heldElsewhere = (
  commands: readonly (Command | Settle)[],
  payments: ReadonlyMap<string, Payment>,
) =>
  commands.flatMap((command) => {
    const payment = payments.get(command.orderId)
    const { provider = null, status = 'voided', providerRef = null } = payment ?? {}
    const isVoid = command.type === 'settle' && command.step === 'money'
    const mayBeHeld = status === 'pending' || status === 'authorised'
    if (!isVoid || !mayBeHeld || provider === null || provider === 'account') return []
    // PayPal finds an authorisation by its id alone.
    if (provider === 'paypal' && providerRef === null) return []
    return [{ orderId: command.orderId, provider }]
  })

/** Handles commands in their order: payments on account settle here, for others the provider's step begins. */
export async function handleCommands(deps: Deps, batch: readonly Received[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    if (fresh.length === 0) return
    const commands = fresh.flatMap(commandsOf)
    if (commands.length === 0) return
    const payments = await lockPayments(
      trx,
      commands.map(({ orderId }) => orderId),
    )
    const refunds = await readRefunds(
      trx,
      commands.flatMap((command) => refundIdOf(command) ?? []),
      commands.filter(isWithRefunds).map(({ orderId }) => orderId),
    )
    const owners = [...payments.values()].flatMap(({ method, customerId }) =>
      method === 'account' && customerId ? [customerId] : [],
    )
    const charged = commands.flatMap((command) =>
      command.type === 'authorise' && command.method === 'account' ? [command.customerId] : [],
    )
    const accounts = await lockAccounts(trx, [...owners, ...charged])
    const records = { payments, refunds, accounts, ...noneTakenBack }
    await saveAbandoned(trx, heldElsewhere(commands, payments), searchAt(deps.now()))
    await persistChanges(deps, trx, records, commands.map(operationOf))
    await forgetDueCaptures(trx, ordersGivenUp(commands))
  })
}
