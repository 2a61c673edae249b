import type { Carrier } from '@stoa/contracts'
import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface Numbered {
  readonly carrier: Carrier
  readonly trackingNumber: string
}

export const numberKey = ({ carrier, trackingNumber }: Numbered): string =>
  `${carrier} ${trackingNumber}`

/** The order whose label, used or not, has each of these numbers: the last, where a carrier issued one again. */
export async function holdersOf(
  trx: Trx<Database>,
  asked: readonly { readonly carrier: Carrier; readonly trackingNumber?: string | undefined }[],
): Promise<Map<string, string>> {
  const numbers = asked.filter((one): one is Numbered => one.trackingNumber !== undefined)
  if (numbers.length === 0) return new Map()
  const { rows } = await sql<Numbered & { orderId: string }>`
    with asked as (
      select * from unnest(${numbers.map(({ carrier }) => carrier)}::text[],
        ${numbers.map(({ trackingNumber }) => trackingNumber)}::text[]) as u (carrier, tracking_number)
    ), labels as (
      select carrier, tracking_number, order_id, now() as issued_by from surplus_labels
      union all select carrier, tracking_number, order_id, abandoned_at from abandoned_labels
      union all select carrier, tracking_number, order_id, created_at from parcels where tracking_number is not null
    )
    select distinct on (carrier, tracking_number)
      carrier, tracking_number as "trackingNumber", order_id as "orderId"
    from asked join labels using (carrier, tracking_number)
    order by carrier, tracking_number, issued_by desc`.execute(trx)
  return new Map(rows.map((row) => [numberKey(row), row.orderId]))
}

/** The orders whose parcels were declared to have left under one of these numbers. */
export async function declaredHoldersOf(
  trx: Trx<Database>,
  numbers: readonly Numbered[],
): Promise<string[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<{ orderId: string }>`
    select order_id as "orderId" from parcels
    join unnest(${numbers.map(({ carrier }) => carrier)}::text[],
      ${numbers.map(({ trackingNumber }) => trackingNumber)}::text[]) as u (carrier, tracking_number)
      using (carrier, tracking_number)
    where declared_number = tracking_number`.execute(trx)
  return rows.map(({ orderId }) => orderId)
}
