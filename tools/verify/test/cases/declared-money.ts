import { cancelled, shipped } from '../healthy-shop.ts'
import { type Case, event, otherOrder } from './case.ts'

/** Two refunds of 100 instead of the healthy shop's one of 200, by Stripe. */
const refunds = (first: string, second: string) => `
  update payments set method = 'card', provider = 'stripe' where order_id = '${shipped}';
  update accounts set owed_minor = 0;
  update refunds set amount_minor = 100, provider_ref = ${first} where order_id = '${shipped}';
  insert into refunds (refund_id, order_id, amount_minor, status, provider_ref)
    values ('${otherOrder}', '${shipped}', 100, 'refunded', ${second})`

const givenUp = (doing: string) => `
  insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor, currency, reason, updated_at)
    values ('${otherOrder}', 'c-1', 'card', 'stripe', 'authorised', ${doing}, 700, 'GBP', 'settled', now() - interval '1 hour');
  update payments set updated_at = now() where doing is not null`

const failed = event(cancelled, 20, 'payments.void_failed')
const withUs = `
  update payments set method = 'card', provider = 'stripe', status = 'captured', captured_minor = 1000 where order_id = '${cancelled}'`

export const declaredMoney: readonly Case[] = [
  {
    ...{ id: 'I4', name: 'a refund of the provider is booked as two', finds: true },
    sql: { payments: refunds(`'re_1'`, `'re_1'`) },
  },
  {
    ...{ id: 'I4', name: 'a refund is booked that no provider made', finds: true },
    sql: { payments: refunds(`'re_1'`, 'null') },
  },
  {
    ...{ id: 'I4', name: 'two refunds that the provider made', finds: false },
    sql: { payments: refunds(`'re_1'`, `'re_2'`) },
  },
  {
    ...{ id: 'I5', name: 'an authorisation is held though its capture was given up', finds: true },
    sql: { payments: givenUp('null') },
  },
  {
    ...{ id: 'I5', name: 'an authorisation is released whose capture was given up', finds: false },
    sql: { payments: givenUp(`'void'`) },
  },
  {
    ...{
      id: 'I6',
      name: 'money of a cancelled order that is to be given back once more',
      finds: false,
    },
    sql: {
      orders: `${failed}; update orders set open = true where order_id = '${cancelled}'`,
      payments: withUs,
    },
  },
  {
    ...{ id: 'I6', name: 'money of a cancelled order is kept', finds: true },
    sql: { payments: withUs },
  },
  {
    ...{ id: 'I6', name: 'money that was given back again after that had failed', finds: false },
    sql: { orders: `${failed}; ${event(cancelled, 21, 'payments.voided')}` },
  },
  {
    ...{ id: 'I6', name: 'money was not given back after that had failed', finds: true },
    sql: { orders: failed },
  },
]
