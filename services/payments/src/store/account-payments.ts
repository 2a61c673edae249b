import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { AccountPayment, StatementEntry } from '../account.ts'
import type { Database } from '../tables.ts'

/** Writes a payment; false when its id is used already. */
export async function insertAccountPayment(
  trx: Trx<Database>,
  payment: AccountPayment,
): Promise<boolean> {
  const { paymentId, customerId, amountMinor, currency, reference, paidOn, recordedBy } = payment
  const { numAffectedRows = 0n } = await sql`
    insert into account_payments (payment_id, customer_id, amount_minor, currency, reference, paid_on, recorded_by)
    values (${paymentId}, ${customerId}, ${amountMinor}, ${currency}, ${reference}, ${paidOn}, ${recordedBy})
    on conflict do nothing`.execute(trx)
  return numAffectedRows > 0n
}

const columns =
  sql.raw(`payment_id as "paymentId", customer_id as "customerId", amount_minor as "amountMinor", currency,
  reference, paid_on::text as "paidOn", recorded_by as "recordedBy"`)

/** The payments with these ids, by id. */
export async function findAccountPayments(
  trx: Trx<Database>,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, AccountPayment>> {
  const { rows } = await sql<AccountPayment>`
    select ${columns} from account_payments where payment_id = any(${paymentIds}::text[])`.execute(
    trx,
  )
  return new Map(rows.map((payment) => [payment.paymentId, payment]))
}

/** What an account owed before `from`, and each movement from then until before `to`, the oldest first; at most `limit`. */
export async function readAccountStatement(
  db: Db<Database>,
  customerId: string,
  { from, to, limit }: { readonly from: Date; readonly to: Date; readonly limit: number },
): Promise<{ readonly openingMinor: number; readonly entries: StatementEntry[] }> {
  const movements = sql`
    select t.at, case t.kind when 'captured' then 'invoice' else 'refund' end as type,
      t.order_id::text as order_id, null as payment_id, null as reference,
      e.debit_minor - e.credit_minor as amount
    from payments p join ledger_transactions t on t.order_id = p.order_id join ledger_entries e using (transaction_id)
    where p.customer_id = ${customerId} and p.provider = 'account' and e.account = 'receivables'
    union all
    select recorded_at, 'payment', null, payment_id, reference, -amount_minor
    from account_payments where customer_id = ${customerId}`
  const opening = await sql<{ minor: number }>`
    select coalesce(sum(amount), 0)::bigint as minor from (${movements}) m where at < ${from}`.execute(
    db,
  )
  const { rows } = await sql<StatementEntry>`
    select at, type, order_id as "orderId", payment_id as "paymentId", reference, amount::bigint as "amountMinor"
    from (${movements}) m where at >= ${from} and at < ${to}
    order by at, order_id, payment_id limit ${limit}`.execute(db)
  return { openingMinor: opening.rows[0]?.minor ?? 0, entries: rows }
}
