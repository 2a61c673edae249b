import { freshDatabase } from '@stoa/postgres'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import type { Database } from '../tables.ts'

it('no index names a column that every step of an order changes', async () => {
  const { db, drop } = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  onTestFinished(drop)
  // pg_depend has the columns of an index's keys and those of its condition.
  const { rows } = await sql<{ column: string }>`
    select distinct a.attname as column
    from pg_index i join pg_depend d on d.objid = i.indexrelid and d.refobjid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
    where i.indrelid = 'orders'::regclass order by 1`.execute(db)
  expect(rows.map(({ column }) => column)).toEqual([
    ...['customer_id', 'held_at', 'open', 'order_id', 'outside', 'outside_until'],
  ])
})
