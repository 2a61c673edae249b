import { inTransaction } from '@stoa/postgres'
import type { Account } from '../account.ts'
import {
  accountOf,
  type BankEntry,
  isBookedAs,
  movementKey,
  type UnmatchedEntry,
  type UnmatchedReason,
  wordsOf,
} from '../bank-entry.ts'
import type { Deps } from '../deps.ts'
import { findAccountPayments } from '../store/account-payments.ts'
import { lockAccounts } from '../store/accounts.ts'
import { customersNamedBy, lockKept, markBooked, saveUnmatched } from '../store/bank-entries.ts'
import { bookAccountPayment } from './record-account-payment.ts'

export interface RecordedEntries {
  readonly booked: number
  readonly repeated: number
  readonly unmatched: readonly UnmatchedEntry[]
}

/**
 * Books the entries of a bank file to the accounts that they name, each once by its reference, in one transaction; one that finance
 * recorded by hand or closed counts as repeated. The others are kept with the reason why they were not booked.
 */
export const recordBankEntries = (
  deps: Pick<Deps, 'db' | 'now'>,
  entries: readonly BankEntry[],
  recordedBy: string,
): Promise<RecordedEntries> =>
  inTransaction(deps.db, async (trx) => {
    const references = entries.map(({ entryReference }) => entryReference)
    const customers = await customersNamedBy(trx, [...new Set(entries.flatMap(wordsOf))])
    const accounts = await lockAccounts(trx, [...customers.values()])
    const payments = await findAccountPayments(trx, references)
    const kept = await lockKept(trx, references)
    const namedBy = (entry: BankEntry): Account[] => {
      const ids = new Set(wordsOf(entry).map((word) => customers.get(word) ?? ''))
      return [...ids].flatMap((id) => accounts.get(id) ?? [])
    }
    const counts = { booked: 0, repeated: 0 }
    const unmatched: UnmatchedEntry[] = []
    const booked: BankEntry[] = []
    for (const entry of entries) {
      const outcome = await outcomeOf(entry, accountOf(entry, namedBy(entry)))
      if (outcome !== 'booked' && outcome !== 'repeated') {
        unmatched.push({ ...entry, reason: outcome })
        continue
      }
      counts[outcome]++
      if (kept.get(movementKey(entry))?.settled === null) booked.push(entry)
    }
    await saveUnmatched(trx, unmatched, recordedBy)
    await markBooked(trx, booked, recordedBy)
    return { ...counts, unmatched }

    async function outcomeOf(
      entry: BankEntry,
      named: Account | UnmatchedReason,
    ): Promise<'booked' | 'repeated' | UnmatchedReason> {
      if (kept.get(movementKey(entry))?.settled) return 'repeated'
      const payment = payments.get(entry.entryReference)
      if (payment) return isBookedAs(entry, payment, named) ? 'repeated' : 'reference_used'
      return typeof named === 'string' ? named : bookEntry(entry, named)
    }

    async function bookEntry(
      { entryReference, bookedOn, remittance, ...money }: BankEntry,
      account: Account,
    ): Promise<'booked' | 'repeated' | 'reference_used'> {
      const { customerId } = account
      const payment = {
        ...{ ...money, paymentId: entryReference, customerId },
        ...{ reference: remittance, paidOn: bookedOn, recordedBy },
      }
      const { is, account: after } = await bookAccountPayment(trx, account, payment, deps.now())
      accounts.set(customerId, after)
      return is === 'id_used' ? 'reference_used' : is
    }
  })
