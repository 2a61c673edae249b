import { freshDatabase } from '@stoa/postgres'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import type { Database } from '../tables.ts'

it('no index names a column that every step of an order changes', async () => {
  const { db, drop } = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  onTestFinished(drop)
  // An index has the columns of its keys; pg_depend also those of its expressions and condition.
  const { rows } = await sql<{ column: string }>`
    select distinct a.attname as column
    from pg_index i left join pg_depend d on d.objid = i.indexrelid and d.refobjid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and (a.attnum = d.refobjsubid or a.attnum = any(i.indkey))
    where i.indrelid = 'orders'::regclass order by 1`.execute(db)
  expect(rows.map(({ column }) => column)).toEqual([
    ...['customer_id', 'held_at', 'open', 'order_id', 'outside', 'outside_until'],
  ])
})
