import { inTransaction } from '@stoa/postgres'
import type { Account } from '../account.ts'
import {
  accountOf,
  type BankEntry,
  type UnmatchedEntry,
  type UnmatchedReason,
  wordsOf,
} from '../bank-entry.ts'
import type { Deps } from '../deps.ts'
import { lockAccounts } from '../store/accounts.ts'
import { customersNamedBy, saveUnmatched } from '../store/bank-entries.ts'
import { bookAccountPayment } from './record-account-payment.ts'

export interface RecordedEntries {
  readonly booked: number
  readonly repeated: number
  readonly unmatched: readonly UnmatchedEntry[]
}

/**
 * Books the entries of a bank file to the accounts that they name, each once by its reference, in one transaction. The others
 * are kept with the reason why they were not booked.
 */
export const recordBankEntries = (
  deps: Pick<Deps, 'db' | 'now'>,
  entries: readonly BankEntry[],
  recordedBy: string,
): Promise<RecordedEntries> =>
  inTransaction(deps.db, async (trx) => {
    const customers = await customersNamedBy(trx, [...new Set(entries.flatMap(wordsOf))])
    const accounts = await lockAccounts(trx, [...customers.values()])
    const namedBy = (entry: BankEntry): Account[] => {
      const ids = new Set(wordsOf(entry).map((word) => customers.get(word) ?? ''))
      return [...ids].flatMap((id) => accounts.get(id) ?? [])
    }
    const counts = { booked: 0, repeated: 0 }
    const unmatched: UnmatchedEntry[] = []
    for (const entry of entries) {
      const found = accountOf(entry, namedBy(entry))
      const reason = typeof found === 'string' ? found : await bookEntry(entry, found)
      if (reason) unmatched.push({ ...entry, reason })
    }
    await saveUnmatched(trx, unmatched, recordedBy)
    return { ...counts, unmatched }

    async function bookEntry(
      { entryReference, bookedOn, remittance, ...money }: BankEntry,
      { customerId }: Account,
    ): Promise<UnmatchedReason | undefined> {
      const account = accounts.get(customerId) as Account
      const payment = {
        ...{ ...money, paymentId: entryReference, customerId },
        ...{ reference: remittance, paidOn: bookedOn, recordedBy },
      }
      const { is, account: after } = await bookAccountPayment(trx, account, payment, deps.now())
      if (is === 'id_used') return 'reference_used'
      counts[is]++
      accounts.set(customerId, after)
      return undefined
    }
  })
