import type { Address } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

interface Row extends Address {
  readonly label: string
}

const columns = sql`name as label, recipient as name, street, city, postcode, country`

/** Returns false if the customer already has `maxAddresses` others. */
export async function upsertAddress(
  db: Db<Database>,
  customerId: string,
  label: string,
  address: Address,
  maxAddresses: number,
): Promise<boolean> {
  const { name, street, city, postcode, country } = address
  const { rows } = await sql`
    insert into addresses (customer_id, name, recipient, street, city, postcode, country)
    select ${customerId}, ${label}, ${name}, ${street}, ${city}, ${postcode}, ${country}
    where (select count(*) from addresses where customer_id = ${customerId} and name <> ${label}) < ${maxAddresses}
    on conflict (customer_id, name) do update set recipient = excluded.recipient,
      street = excluded.street, city = excluded.city, postcode = excluded.postcode,
      country = excluded.country, updated_at = now()
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
  return Object.fromEntries(rows.map(({ label, ...address }) => [label, address]))
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
