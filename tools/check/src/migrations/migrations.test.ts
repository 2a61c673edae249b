import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { contractionsOf } from './contractions.ts'

/** Migrations that do more than expand, and why the version before bore it. They are merged, and never edited. */
const borne: Readonly<Record<string, string>> = {
  'services/orders/migrations/0004-changes-by-transaction.ts':
    'an index was replaced: a query of the version before was slower, and answered the same',
  'services/orders/migrations/0010-ready-orders.ts':
    'an index was replaced: a query of the version before was slower, and answered the same',
  'services/orders/migrations/0014-outside-until.ts':
    'the index that it drops is of no release: the version before has no orders that wait for the outside',
  'services/payments/migrations/0007-provider-refunds.ts':
    'the check that it adds permits more than the one of another name that it drops',
  'services/payments/migrations/0009-statements.ts':
    'the unique index is on rows without an order, of which the version before wrote none',
  'services/payments/migrations/0014-bank-movements.ts':
    'a key was widened: an upload of a bank file to a replica of the version before failed, and was sent again',
  'services/payments/migrations/0023-captures.ts':
    'the checks that it drops gave way to one that permits more, and an index was replaced',
  'services/shipping/migrations/0006-handed-over.ts':
    'the check was meant for the version before: its command to cancel was parked until a newer one handled it',
  'services/shipping/migrations/0009-declared-numbers.ts':
    'the check that it adds permits more than the one of another name that it drops',
  'services/shipping/migrations/0010-reused-numbers.ts':
    'an index ceased to be unique: nothing found conflicts by it',
}

const files = globSync(['services/*/migrations/[0-9]*.ts', 'packages/events/src/tables.ts'], {
  cwd: repositoryRoot,
}).sort()

/** The SQL in the literals of a file. */
const sqlIn = (file: string) =>
  [
    ...readFileSync(join(repositoryRoot, file), 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\/|^\s*(?:import|\/\/).*$/gm, '')
      .matchAll(/`([^`]+)`|'([^'\n]+)'/g),
  ]
    .map(([, text = '', quoted = '']) => text + quoted)
    .join(';')

it('every migration only expands, but for those that are listed with a reason', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(files.filter((file) => !/\b(create|alter|update)\b/i.test(sqlIn(file)))).toEqual([])
  const contracting = files.filter((file) => contractionsOf(sqlIn(file)).length > 0)
  expect(contracting).toEqual(Object.keys(borne))
})

it.each([
  'create table parcels (id uuid primary key, weight integer not null check (weight > 0))',
  'create table parcels (id uuid); create unique index parcels_id on parcels (id)',
  'create table parcels (id uuid); alter table parcels add primary key (id)',
  'alter table parcels add column weight integer, add column height integer not null default 0',
  'alter table parcels add column weight integer check (weight > 0)',
  'alter table parcels add column weight integer, add check (weight > 0)',
  'alter table parcels alter column weight drop not null',
  'alter table parcels alter weight drop default, add column due date default now()',
  'alter table parcels add number integer default 1',
  'alter table parcels alter column id set default gen_random_uuid()',
  'alter table parcels drop constraint parcels_check, add constraint parcels_check check (true)',
  'create index parcels_at on parcels (at) where at is not null',
  'create trigger t before delete or truncate on parcels execute function f()',
  'update parcels set weight = 1 where weight is null',
])('expands: %s', (sql) => {
  expect(contractionsOf(sql)).toEqual([])
})

it.each([
  ['drop table parcels', 'drops what'],
  ['alter table parcels drop column weight', 'drops what'],
  ['drop index parcels_at', 'drops what'],
  ['alter table parcels drop constraint parcels_pkey', 'drops a key'],
  ['alter table parcels rename column weight to grams', 'renames'],
  ['alter table parcels rename to boxes', 'renames'],
  ['alter table parcels alter column weight type bigint', 'changes the type'],
  ['alter table parcels alter column weight set data type bigint', 'changes the type'],
  [
    'alter table parcels add column due date generated always as (at::date) stored',
    'writes its table anew',
  ],
  ['alter table parcels add column number integer generated always as identity', 'writes its'],
  ['alter table parcels add column number bigserial', 'writes its table anew'],
  ['alter table parcels add column id uuid default gen_random_uuid()', 'writes its table anew'],
  ['alter table parcels alter column due set expression as (at::date)', 'writes its table anew'],
  ['alter table parcels set unlogged', 'writes its table anew'],
  ['alter table parcels drop weight', 'drops what'],
  ['alter table parcels alter weight type bigint', 'changes the type'],
  ['alter table parcels add weight integer not null', 'adds the column weight'],
  ['alter table parcels disable trigger all', 'disables what'],
  ['create unique index on parcels (number)', 'adds a unique index'],
  ['with old as (delete from parcels returning id) select * from old', 'deletes rows'],
  ['alter table parcels alter column weight set not null', 'refuses rows'],
  ['alter table parcels add column weight integer not null', 'adds the column weight'],
  ['alter table parcels add check (weight > 0)', 'adds a check'],
  ['alter table parcels add constraint heavy check (weight > 0)', 'adds a check'],
  ['alter table parcels add unique (number)', 'adds a unique'],
  ['alter table parcels add foreign key (order_id) references orders', 'adds a foreign key'],
  ['create unique index parcels_number on parcels (number)', 'adds a unique index'],
  ['truncate parcels', 'deletes rows'],
  ['DELETE FROM parcels WHERE weight = 0', 'deletes rows'],
])('contracts: %s', (sql, fault) => {
  expect(contractionsOf(sql).join('\n')).toContain(fault)
})
