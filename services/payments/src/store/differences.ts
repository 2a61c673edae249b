import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Compared, Difference } from '../reconcile.ts'
import type { Database } from '../tables.ts'

interface Since {
  readonly provider: Provider
  readonly since: Date
  readonly recentFrom: Date
  /** Orders of which earlier lines are known only now. */
  readonly matched?: readonly string[]
}

/** The orders that moved since a time, or differed before, and whose ledger and provider differ. */
export async function compareOrders(
  trx: Trx<Database>,
  { provider, since, recentFrom, matched = [] }: Since,
): Promise<Compared[]> {
  const asset = `balance:${provider}`
  const { rows } = await sql<Compared>`
    with statement as (select read_from from provider_statements where provider = ${provider}),
    touched as (
      select order_id from provider_transactions where provider = ${provider} and at >= ${since} and order_id is not null
      union select t.order_id from ledger_transactions t join ledger_entries e using (transaction_id)
        where t.at >= ${since} and t.order_id is not null and e.account = ${asset}
      union select unnest(${[...matched]}::uuid[])
      union select subject::uuid from differences where provider = ${provider} and subject ~ '^[0-9a-f]{8}-'
    ),
    booked as (
      select t.order_id, e.currency,
        coalesce(sum(e.debit_minor - e.credit_minor) filter (where e.account = ${asset}), 0) as minor,
        coalesce(sum(e.credit_minor - e.debit_minor) filter (where e.account = ${`clearing:${provider}`}), 0) as pending,
        min(t.at) as first_at, max(t.at) as last_at
      from touched join ledger_transactions t using (order_id) join ledger_entries e using (transaction_id)
      where e.account in (${asset}, ${`clearing:${provider}`})
      group by t.order_id, e.currency
    ),
    listed as (
      select order_id, currency, sum(amount_minor) as minor, max(at) as last_at
      from touched join provider_transactions using (order_id)
      where provider = ${provider} and listed and kind = 'payment' group by order_id, currency
    )
    select ${provider} as provider, order_id::text as subject, 'payment' as kind, true as "ofOrder", currency,
      coalesce(b.minor, 0)::bigint as "ledgerMinor", coalesce(l.minor, 0)::bigint as "providerMinor",
      coalesce(b.pending, 0)::bigint as "refundPendingMinor",
      coalesce(b.first_at < (select read_from from statement), false) as "bookedBeforeStatements",
      greatest(b.last_at, l.last_at) > ${recentFrom} as recent
    from booked b full join listed l using (order_id, currency)
    where coalesce(b.minor, 0) <> coalesce(l.minor, 0)`.execute(trx)
  return rows
}

/** Lines about no order of ours, and payouts, fees and conversions that the ledger does not have as the provider lists them. */
export async function compareOthers(
  trx: Trx<Database>,
  { provider, recentFrom }: Since,
): Promise<Compared[]> {
  const { rows } = await sql<Compared>`
    with found as (
      select transaction_id as subject, kind, currency, 0 as ledger, amount_minor as provider,
        at > ${recentFrom} as recent
      from provider_transactions where provider = ${provider} and listed
        and (kind = 'other' or kind = 'payment' and order_id is null)
      union all
      select s.subject, s.kind, coalesce(l.currency, p.currency), coalesce(l.minor, 0), coalesce(p.minor, 0), false
      from (values
        ('payouts', 'payout', array['paid_out', 'paid_back'], ${`balance:${provider}`}),
        ('fees', 'fee', array['provider_fees', 'provider_fees_returned'], ${`fees:${provider}`}),
        ('conversions', 'conversion', array['converted_to', 'converted_from'], ${`balance:${provider}`})
      ) as s (subject, kind, kinds, account)
      cross join lateral (select distinct currency from provider_transactions where provider = ${provider}
        union select distinct e.currency from ledger_transactions t join ledger_entries e using (transaction_id)
          where t.order_id is null and e.account = s.account) c
      left join lateral (
        select e.currency, sum(e.debit_minor - e.credit_minor) as minor
        from ledger_transactions t join ledger_entries e using (transaction_id)
        where t.order_id is null and t.kind = any(s.kinds) and e.account = s.account and e.currency = c.currency group by e.currency) l on true
      left join lateral (
        select currency, sum(case s.kind when 'fee' then fee_minor else amount_minor end)
            filter (where s.kind = 'fee' or kind = s.kind) as minor
        from provider_transactions where provider = ${provider} and listed and currency = c.currency
        group by currency) p on true
      where coalesce(l.minor, 0) <> coalesce(p.minor, 0)
    )
    select ${provider} as provider, subject, kind, false as "ofOrder", currency, ledger::bigint as "ledgerMinor",
      provider::bigint as "providerMinor", 0 as "refundPendingMinor", false as "bookedBeforeStatements", recent
    from found`.execute(trx)
  return rows
}

/** Replaces the differences of a provider. */
export async function saveDifferences(
  trx: Trx<Database>,
  provider: Provider,
  differences: readonly Difference[],
): Promise<void> {
  await sql`delete from differences where provider = ${provider}`.execute(trx)
  if (differences.length === 0) return
  const of = <Value>(pick: (one: Difference) => Value) => differences.map(pick)
  await sql`
    insert into differences (provider, subject, currency, reason, explained, ledger_minor, provider_minor)
    select ${provider}, u.* from unnest(${of((one) => one.subject)}::text[],
      ${of((one) => one.currency)}::text[], ${of((one) => one.reason)}::text[],
      ${of((one) => one.explained)}::boolean[], ${of((one) => one.ledgerMinor)}::bigint[],
      ${of((one) => one.providerMinor)}::bigint[]) as u`.execute(trx)
}

/** Differences, those without an explanation first. */
export async function listDifferences(db: Db<Database>, limit: number): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select provider, subject, currency, reason, explained, ledger_minor as "ledgerMinor",
      provider_minor as "providerMinor"
    from differences order by explained, provider, subject limit ${limit}`.execute(db)
  return rows
}

export async function countDifferences(
  db: Db<Database>,
): Promise<Readonly<Record<'explained' | 'unexplained', number>>> {
  const { rows } = await sql<{ explained: number; unexplained: number }>`
    select count(*) filter (where explained) as explained,
      count(*) filter (where not explained) as unexplained from differences`.execute(db)
  return rows[0] ?? { explained: 0, unexplained: 0 }
}
