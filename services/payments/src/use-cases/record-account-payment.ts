import { inTransaction, type Trx } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import { v5 as uuidv5 } from 'uuid'
import { type Account, type AccountPayment, paymentRefusal, samePayment } from '../account.ts'
import type { Deps } from '../deps.ts'
import { post } from '../ledger.ts'
import { findAccountPayments, insertAccountPayment } from '../store/account-payments.ts'
import { lockAccounts, saveBalances } from '../store/accounts.ts'
import { markRecorded } from '../store/bank-entries.ts'
import { insertPostings } from '../store/ledger.ts'
import type { Database } from '../tables.ts'

const namespace = '8a1b1b57-0b56-4e43-9a39-6a3c3d0f5b11'

/** Books a payment to a locked account, once for each `paymentId`. */
export async function bookAccountPayment(
  trx: Trx<Database>,
  account: Account,
  payment: AccountPayment,
  now: Date,
): Promise<{ readonly is: 'booked' | 'repeated' | 'id_used'; readonly account: Account }> {
  const { paymentId, amountMinor, currency } = payment
  if (!(await insertAccountPayment(trx, payment))) {
    const known = (await findAccountPayments(trx, [paymentId])).get(paymentId)
    return { is: known && samePayment(known, payment) ? 'repeated' : 'id_used', account }
  }
  const after = { ...account, owedMinor: account.owedMinor - amountMinor }
  await saveBalances(trx, [after])
  const movement = { orderId: null, provider: 'account', currency, amountMinor }
  const cause = uuidv5(paymentId, namespace)
  await insertPostings(trx, post('account_paid', movement, cause), now)
  return { is: 'booked', account: after }
}

/** Books what a trade customer paid, once for each `paymentId`; returns the account after it. */
export async function recordAccountPayment(deps: Deps, payment: AccountPayment): Promise<Account> {
  const { paymentId, customerId } = payment
  return inTransaction(deps.db, async (trx) => {
    const account = (await lockAccounts(trx, [customerId])).get(customerId)
    if (!account) throw new AppError('not_found', `customer ${customerId} has no account`)
    const refusal = paymentRefusal(account, payment)
    if (refusal) throw new AppError('conflict', refusal)
    const { is, account: after } = await bookAccountPayment(trx, account, payment, deps.now())
    if (is === 'booked') await markRecorded(trx, payment)
    if (is === 'id_used')
      throw new AppError('conflict', `payment ${paymentId} is recorded with other content`)
    return after
  })
}
