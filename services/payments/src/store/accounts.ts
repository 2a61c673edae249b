import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Account } from '../account.ts'
import type { Database } from '../tables.ts'

const columns = sql.raw(`customer_id as "customerId", credit_limit_minor as "creditLimitMinor",
  held_minor as "heldMinor", owed_minor as "owedMinor", currency`)

/** Locks accounts in the order of their customers, so that transactions cannot deadlock. */
export async function lockAccounts(
  trx: Trx<Database>,
  customerIds: readonly string[],
): Promise<Map<string, Account>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<Account>`
    select ${columns} from accounts where customer_id = any(${[...new Set(customerIds)]}::text[])
    order by customer_id for update`.execute(trx)
  return new Map(rows.map((account) => [account.customerId, account]))
}

export async function findAccount(
  db: Db<Database>,
  customerId: string,
): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select ${columns} from accounts where customer_id = ${customerId}`.execute(db)
  return rows[0]
}

/** Writes the balances of accounts that are locked. */
export async function saveBalances(
  trx: Trx<Database>,
  accounts: readonly Account[],
): Promise<void> {
  if (accounts.length === 0) return
  await sql`
    update accounts a set held_minor = u.held, owed_minor = u.owed
    from unnest(${accounts.map(({ customerId }) => customerId)}::text[],
      ${accounts.map(({ heldMinor }) => heldMinor)}::bigint[],
      ${accounts.map(({ owedMinor }) => owedMinor)}::bigint[]) as u (customer_id, held, owed)
    where a.customer_id = u.customer_id`.execute(trx)
}

export type Terms = Pick<Account, 'customerId' | 'creditLimitMinor' | 'currency'>

export async function saveTerms(trx: Trx<Database>, terms: readonly Terms[]): Promise<void> {
  const sorted = terms.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1))
  await sql`
    insert into accounts (customer_id, credit_limit_minor, currency)
    select * from unnest(${sorted.map(({ customerId }) => customerId)}::text[],
      ${sorted.map(({ creditLimitMinor }) => creditLimitMinor)}::bigint[],
      ${sorted.map(({ currency }) => currency)}::text[])
    on conflict (customer_id) do update
      set credit_limit_minor = excluded.credit_limit_minor, currency = excluded.currency`.execute(
    trx,
  )
}
