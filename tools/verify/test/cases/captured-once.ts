import { captureTransaction, shipped } from '../healthy-shop.ts'
import type { Case } from './case.ts'

const capturedAgain = (kind: string) => `
  insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
    values (gen_random_uuid(), '${shipped}', '${kind}', gen_random_uuid(), now())`

/** The capture of the shipped order is by a card, and booked in these parts. */
const byCard = (...parts: readonly number[]) => `
  update payments set method = 'card', provider = 'stripe' where order_id = '${shipped}';
  delete from ledger_entries where transaction_id = '${captureTransaction}';
  delete from ledger_transactions where transaction_id = '${captureTransaction}';
  ${parts.map(bookedPart).join(';')}`
const bookedPart = (minor: number) => `
  with made as (
    insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
    values (gen_random_uuid(), '${shipped}', 'captured', gen_random_uuid(), now()) returning transaction_id
  )
  insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor)
  select transaction_id, account, 'GBP', debit, credit from made,
    (values ('balance:stripe', ${minor}, 0), ('sales', 0, ${minor})) as entry (account, debit, credit)`
const refundedThere = `update refunds set provider_ref = 're_1'`
const disputed = `
  insert into disputes (provider, dispute_id, order_id, amount_minor, currency, reason, status, movements)
  values ('stripe', 'dp_1', '${shipped}', 400, 'GBP', 'fraudulent', 'open', 1)`
const captured = (minor: number) =>
  `update payments set captured_minor = ${minor} where order_id = '${shipped}'`
const i2 = (name: string, finds: boolean, ...sql: readonly string[]): Case => ({
  ...{ id: 'I2', name, finds, sql: { payments: sql.join(';') } },
})

export const capturedOnce: readonly Case[] = [
  {
    ...{ id: 'I2', name: 'a payment was captured twice', finds: true },
    sql: { payments: capturedAgain('captured') },
  },
  {
    ...{ id: 'I2', name: 'a payment was captured in two parts', finds: false },
    sql: {
      payments: `${capturedAgain('captured')};
        update payments set captures = '[{"ref":"C-1","amountMinor":1000}]' where order_id = '${shipped}'`,
    },
  },
  {
    ...{
      id: 'I2',
      name: 'a payment was captured after a declared capture of it ended',
      finds: false,
    },
    sql: { payments: `${capturedAgain('captured')}; ${capturedAgain('capture_undone')}` },
  },
  i2('a refund overtook the capture', false, byCard(200, 800), refundedThere),
  i2('a refund and a dispute did', false, byCard(200, 400, 400), refundedThere, disputed),
  i2(
    'a refund overtook a capture that is still to come',
    false,
    byCard(100, 100),
    refundedThere,
    captured(200),
  ),
  i2('a capture is booked in parts that nothing proves', true, byCard(200, 800)),
  i2(
    'a capture is booked in more parts than are proven',
    true,
    byCard(200, 400, 400),
    refundedThere,
  ),
  i2('a refunded payment was captured twice', true, byCard(1000, 1000), refundedThere),
  i2(
    'a refunded payment was captured twice, and counts it',
    true,
    byCard(1000, 1000),
    refundedThere,
    captured(2000),
  ),
  i2('parts of a capture are less than was captured', true, byCard(200, 400), refundedThere),
  i2(
    'a payment on account is booked in parts',
    true,
    byCard(200, 800),
    refundedThere,
    `update payments set provider = 'account'`,
  ),
]
