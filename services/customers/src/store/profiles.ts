import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface Profile {
  readonly name: string
  readonly email: string
  readonly phone: string | null
}

export async function saveProfile(
  db: Db<Database>,
  customerId: string,
  { name, email, phone }: Profile,
): Promise<void> {
  await sql`
    insert into profiles (customer_id, name, email, phone)
    values (${customerId}, ${name}, ${email}, ${phone})
    on conflict (customer_id) do update set name = excluded.name, email = excluded.email,
      phone = excluded.phone, updated_at = now()`.execute(db)
}

export async function findProfile(
  db: Db<Database>,
  customerId: string,
): Promise<Profile | undefined> {
  const { rows } = await sql<Profile>`
    select name, email, phone from profiles where customer_id = ${customerId}`.execute(db)
  return rows[0]
}
