import { cancelled, captureTransaction, refund, shipped } from '../healthy-shop.ts'
import { type Case, event, otherOrder } from './case.ts'

const pendingCapture = (credit: string) => `
  insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor, capture_pending_minor,
    currency) values ('${otherOrder}', 'c-1', 'paypal', 'paypal', 'authorised', 'capture', 700, 700, 'GBP');
  insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
    values ('${otherOrder}', '${otherOrder}', 'capture_pending', '${otherOrder}', now());
  insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor) values
    ('${otherOrder}', 'pending:paypal', 'GBP', 700, 0), ('${otherOrder}', '${credit}', 'GBP', 0, 700)`

const reversal = (status: string, orderId: string) => `
  insert into reversals (provider, reversal_id, order_id, amount_minor, currency, reason, status)
    values ('paypal', 'REV-1', '${orderId}', 100, 'GBP', 'chargeback', '${status}')`

const strayCapture = (age: string, orderId: string) => `
  insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
    values ('${otherOrder}', '${orderId}', 'stray_captured', '${otherOrder}', now() - interval '${age}');
  insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor) values
    ('${otherOrder}', 'balance:stripe', 'GBP', 700, 0), ('${otherOrder}', 'unused:stripe', 'GBP', 0, 700)`

const captures = (...minor: readonly number[]) =>
  JSON.stringify(minor.map((amountMinor, index) => ({ ref: `C-${index + 1}`, amountMinor })))

/** 600 of the 1,000 that the shipped order costs were captured, of which the provider told so. */
const inPart = (told: string | null) => `
  update payments set method = 'paypal', provider = 'paypal', captured_minor = 600,
    captures = ${told && `'${told}'`} where order_id = '${shipped}';
  update refunds set provider_ref = 're_1', capture_ref = 'C-1'; update accounts set owed_minor = 0;
  update ledger_entries set debit_minor = least(debit_minor, 600), credit_minor = least(credit_minor, 600)`

export const stockAndLedger: readonly Case[] = [
  {
    ...{ id: 'I3', name: 'a unit is neither on hand, reserved nor sold', finds: true },
    sql: { inventory: 'update stock set on_hand = on_hand - 1' },
  },
  {
    ...{ id: 'I3', name: 'stock went below zero', finds: true },
    sql: { inventory: 'update stock set on_hand = -1, sold = 101' },
  },
  {
    ...{ id: 'I3', name: 'stock was received without a receipt', finds: true },
    sql: { inventory: 'update stock set received = 110, on_hand = 107' },
  },
  {
    ...{ id: 'I3', name: 'a reservation is held but not counted as reserved', finds: true },
    sql: { inventory: `update reservations set status = 'held' where order_id = '${cancelled}'` },
  },
  {
    ...{ id: 'I3', name: 'a shipped order left its stock reserved', finds: true },
    sql: {
      inventory: `update reservations set status = 'held' where order_id = '${shipped}';
        update stock set reserved = 3, sold = 0`,
    },
  },
  {
    ...{ id: 'I3', name: 'a reservation is held and counted as reserved', finds: false },
    sql: {
      inventory: `insert into reservations (order_id, status) values ('${otherOrder}', 'held');
        insert into reservation_lines (order_id, sku, warehouse, quantity) values ('${otherOrder}', 'A', 'north', 2);
        update stock set on_hand = on_hand - 2, reserved = 2`,
    },
  },
  {
    ...{ id: 'I4', name: 'a transaction has one side only', finds: true },
    sql: {
      payments: `delete from ledger_entries where transaction_id = '${captureTransaction}' and account = 'sales'`,
    },
  },
  {
    ...{ id: 'I4', name: 'a capture is missing from the ledger', finds: true },
    sql: { payments: `delete from ledger_entries where transaction_id = '${captureTransaction}'` },
  },
  {
    ...{ id: 'I4', name: 'an order was shipped and never captured', finds: true },
    sql: { payments: `delete from payments where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I4', name: 'the money of a cancelled order was kept', finds: true },
    sql: {
      payments: `update payments set captured_minor = 1000 where order_id = '${cancelled}'`,
    },
  },
  {
    ...{ id: 'I4', name: 'a refund is done for the order but was not paid', finds: true },
    sql: { payments: `update payments set refunded_minor = 0 where order_id = '${shipped}'` },
  },
  {
    ...{
      id: 'I4',
      name: 'a refund failed after it was made, and nothing is refunded',
      finds: false,
    },
    sql: {
      orders: event(shipped, 10, 'payments.refund_failed', { refundId: refund }),
      payments: `update payments set refunded_minor = 0 where order_id = '${shipped}';
        update refunds set status = 'failed'; update accounts set owed_minor = 1000;
        delete from ledger_entries where transaction_id <> '${captureTransaction}'`,
    },
  },
  {
    ...{ id: 'I4', name: 'an account owes more than its payments add up to', finds: true },
    sql: { payments: 'update accounts set owed_minor = 900' },
  },
  {
    ...{ id: 'I4', name: 'a customer paid, and the ledger does not have it', finds: true },
    sql: {
      payments: `insert into account_payments (payment_id, customer_id, amount_minor, currency, reference, paid_on, recorded_by)
          values ('b-1', 'c-1', 300, 'GBP', 'May', now(), 'finance');
        update accounts set owed_minor = 500`,
    },
  },
  {
    ...{ id: 'I4', name: 'a clearing account still has what was refunded', finds: true },
    sql: {
      payments: `update ledger_entries set account = 'clearing:stripe'
        where account = 'receivables' and credit_minor = 200`,
    },
  },
  {
    ...{ id: 'I4', name: 'a provider captured less than the order costs', finds: false },
    sql: { payments: inPart(captures(600)) },
  },
  {
    ...{ id: 'I4', name: 'a provider captured less than the order costs, twice', finds: false },
    sql: { payments: inPart(captures(200, 400)) },
  },
  {
    ...{ id: 'I4', name: 'less is captured, and no provider told so', finds: true },
    sql: { payments: inPart(null) },
  },
  {
    ...{ id: 'I4', name: 'less is captured than the provider told', finds: true },
    sql: { payments: inPart(captures(600, 100)) },
  },
  {
    ...{ id: 'I4', name: 'a capture is booked twice', finds: true },
    sql: { payments: inPart(captures(300, 300).replace('C-2', 'C-1')) },
  },
  {
    ...{ id: 'I4', name: 'more of a capture is given back than it took', finds: true },
    sql: { payments: inPart(captures(100, 500)) },
  },
  {
    ...{ id: 'I4', name: 'a capture is pending and booked as pending', finds: false },
    sql: { payments: pendingCapture('sales:pending') },
  },
  {
    ...{ id: 'I4', name: 'a pending capture is booked as sold', finds: true },
    sql: { payments: pendingCapture('sales') },
  },
  {
    ...{ id: 'I4', name: 'a pending capture is not in the ledger', finds: true },
    sql: { payments: 'update payments set capture_pending_minor = 1000 where captured_minor = 0' },
  },
  {
    ...{
      id: 'I4',
      name: 'the provider took a capture back, and the ledger does not have it',
      finds: true,
    },
    sql: { payments: `update payments set reversed_minor = 800 where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I4', name: 'a reversal is due that the payment does not have', finds: true },
    sql: { payments: reversal('due', shipped) },
  },
  {
    ...{ id: 'I4', name: 'a provider took more back than it captured', finds: true },
    sql: {
      payments: `${reversal('due', shipped)}; update reversals set amount_minor = 1100;
        update payments set reversed_minor = 1100 where order_id = '${shipped}';
        insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor) values
          ('${captureTransaction}', 'due:paypal', 'GBP', 1100, 0), ('${captureTransaction}', 'balance:paypal', 'GBP', 0, 1100)`,
    },
  },
  {
    ...{ id: 'I4', name: 'a reversal was written off', finds: false },
    sql: { payments: reversal('written_off', shipped) },
  },
  {
    ...{
      id: 'I4',
      name: 'money that an order does not use is kept for over three days',
      finds: true,
    },
    sql: { payments: strayCapture('4 days', shipped) },
  },
  {
    ...{ id: 'I4', name: 'money that an order does not use is to be given back', finds: false },
    sql: { payments: strayCapture('1 day', shipped) },
  },
  {
    ...{ id: 'I4', name: 'a dispute was lost, and the ledger does not have it', finds: true },
    sql: { payments: `update payments set charged_back_minor = 800 where order_id = '${shipped}'` },
  },
  {
    ...{
      id: 'I4',
      name: 'a provider withdrew money of a dispute, and the payment does not have it',
      finds: true,
    },
    sql: {
      payments: `update ledger_entries set account = 'disputed:stripe' where account = 'receivables' and debit_minor > 0`,
    },
  },
  {
    ...{ id: 'I4', name: 'a payment that is only authorised is held on the account', finds: false },
    sql: {
      payments: `insert into payments (order_id, customer_id, method, provider, status, amount_minor, currency)
        values ('${otherOrder}', 'c-1', 'account', 'account', 'authorised', 300, 'GBP');
        update accounts set held_minor = 300`,
    },
  },
]
