import { bankEntry } from '@stoa/contracts'
import { authenticated, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import { unmatchedReasons } from './bank-entry.ts'
import type { Deps } from './deps.ts'
import { listUnmatched } from './store/bank-entries.ts'
import { recordBankEntries } from './use-cases/record-bank-entries.ts'

const maxEntries = 500
const maxBytes = 512 * 1024
const entriesBody = z.strictObject({
  entries: z
    .array(bankEntry)
    .min(1)
    .max(maxEntries)
    .refine((all) => new Set(all.map(({ entryReference }) => entryReference)).size === all.length, {
      error: 'must not have a reference twice',
    }),
})
const unmatched = z.array(
  z.object({ ...bankEntry.shape, remittance: z.string(), reason: z.enum(unmatchedReasons) }),
)
const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })

/** Bank files: what trade customers paid, as the bank tells it. */
export const bankEntryRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'List bank entries that were not booked',
        description:
          'Newest first. Record one with `PUT /v1/accounts/{customerId}/payments/{entryReference}`, or send it again once its customer has an account; it is on this list no more. One whose reference is used leaves the list when the movement of that day is sent as it is booked.',
        answer: z.object({ entries: unmatched }),
      }),
      authenticated('finance', 'operator'),
      validate('query', query),
      async (c) => c.json({ entries: await listUnmatched(deps.db, c.req.valid('query').limit) }),
    )
    .post(
      '/',
      describe({
        summary: 'Book the entries of a bank file to trade accounts',
        description:
          'Each once by its `entryReference`, to the account whose customer, or an order of whose, the `remittance` names. An entry that names no account or several, of another currency, or that was not received, is kept with its reason. Sent again, it replaces what was kept under its reference; one that is booked, also by hand, counts as `repeated`.',
        answer: z.object({ booked: z.int(), repeated: z.int(), unmatched }),
      }),
      authenticated('finance', 'operator'),
      jsonBody(maxBytes),
      validate('json', entriesBody),
      async (c) => {
        const { entries } = c.req.valid('json')
        return c.json(await recordBankEntries(deps, entries, c.var.claims.sub))
      },
    )
