import { inTransaction } from '@stoa/postgres'
import { AppError, type BadField } from '@stoa/service'
import { type Account, termsRefusal } from '../account.ts'
import type { Deps } from '../deps.ts'
import { lockAccounts, saveTerms, type Terms } from '../store/accounts.ts'

/** Opens accounts or changes their terms: all of them or none. Throws `conflict` naming those that cannot change. */
export async function setTerms(deps: Deps, terms: readonly Terms[]): Promise<Account[]> {
  return inTransaction(deps.db, async (trx) => {
    const ids = terms.map(({ customerId }) => customerId)
    const before = await lockAccounts(trx, ids)
    const errors: BadField[] = terms.flatMap((one, index) => {
      const message = termsRefusal(before.get(one.customerId), one)
      return message ? [{ field: terms.length > 1 ? `/${index}` : '/', message }] : []
    })
    if (errors.length > 0)
      throw new AppError('conflict', 'some terms cannot be set; correct those listed in errors', {
        errors,
      })
    await saveTerms(trx, terms)
    const after = await lockAccounts(trx, ids)
    return ids.flatMap((id) => after.get(id) ?? [])
  })
}
