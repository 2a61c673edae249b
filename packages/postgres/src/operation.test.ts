import { expect, it } from 'vitest'
import { operationOf } from './operation.ts'

it.each([
  ['select 1', 'select'],
  ['\n    INSERT into orders (order_id) select 1', 'insert'],
  ['update orders set open = false', 'update'],
  ['delete from inbox', 'delete'],
  ['begin', 'other'],
  ['selection', 'other'],
  ['with old as (select 1 from (values (1)) v) delete from inbox', 'delete'],
  [`with a as (insert into x values ('(')), b as (update y set z = 1) select * from a`, 'select'],
] as const)('%s counts as %s', (text, operation) => {
  expect(operationOf(text)).toBe(operation)
})
