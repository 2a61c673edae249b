import type { Address } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

/** A row of the table; an absent field is null. */
interface Row extends Record<keyof Address, string | null> {
  readonly label: string
}

const columns = sql.raw(
  'name as label, recipient as name, company, street, street2, street3, city, region, postcode, country, phone',
)

const addressOf = (row: Omit<Row, 'label'>): Address =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Address

/** Returns false if the customer already has `maxAddresses` others. */
export async function upsertAddress(
  db: Db<Database>,
  customerId: string,
  label: string,
  address: Address,
  maxAddresses: number,
): Promise<boolean> {
  const { name, company, street, street2, street3, city, region, postcode, country, phone } =
    address
  const { rows } = await sql`
    insert into addresses (customer_id, name, recipient, company, street, street2, street3, city,
      region, postcode, country, phone)
    select ${customerId}, ${label}, ${name}, ${company ?? null}, ${street}, ${street2 ?? null},
      ${street3 ?? null}, ${city ?? null}, ${region ?? null}, ${postcode ?? null}, ${country}, ${phone ?? null}
    where (select count(*) from addresses where customer_id = ${customerId} and name <> ${label}) < ${maxAddresses}
    on conflict (customer_id, name) do update set recipient = excluded.recipient,
      company = excluded.company, street = excluded.street, street2 = excluded.street2,
      street3 = excluded.street3, city = excluded.city, region = excluded.region,
      postcode = excluded.postcode, country = excluded.country, phone = excluded.phone,
      updated_at = now()
    returning name`.execute(db)
  return rows.length > 0
}

/** The customer's addresses by their labels. */
export async function listAddresses(
  db: Db<Database>,
  customerId: string,
): Promise<Readonly<Record<string, Address>>> {
  const { rows } = await sql<Row>`
    select ${columns} from addresses where customer_id = ${customerId} order by addresses.name`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ label, ...row }) => [label, addressOf(row)]))
}

export async function findAddress(
  db: Db<Database>,
  customerId: string,
  label: string,
): Promise<Address | undefined> {
  return (await listAddresses(db, customerId))[label]
}

export async function deleteAddress(
  db: Db<Database>,
  customerId: string,
  label: string,
): Promise<void> {
  await sql`delete from addresses where customer_id = ${customerId} and name = ${label}`.execute(db)
}
