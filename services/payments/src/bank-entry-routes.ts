import { bankEntry, day, distinct, maxReasonLength, singleLine } from '@stoa/contracts'
import { authenticated, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import { unmatchedReasons } from './bank-entry.ts'
import type { Deps } from './deps.ts'
import { listUnmatched } from './store/bank-entries.ts'
import { closeBankEntry } from './use-cases/close-bank-entry.ts'
import { recordBankEntries } from './use-cases/record-bank-entries.ts'

const maxEntries = 500
const maxBytes = 512 * 1024
const entriesBody = z.strictObject({
  entries: z
    .array(bankEntry)
    .min(1)
    .max(maxEntries)
    .superRefine(
      distinct(({ entryReference }) => entryReference, 'must not have a reference twice'),
    ),
})
const unmatchedEntry = z.object({
  ...{ ...bankEntry.shape, remittance: z.string(), reason: z.enum(unmatchedReasons) },
})
const unmatched = z.array(unmatchedEntry)
const closeBody = z.strictObject({
  entryReference: bankEntry.shape.entryReference,
  bookedOn: day.optional(),
  amountMinor: bankEntry.shape.amountMinor.optional(),
  /** Why it is not booked. */
  reason: singleLine(maxReasonLength),
})
const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })

/** Bank files: what trade customers paid, as the bank tells it. */
export const bankEntryRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'List bank entries that were not booked',
        description:
          'Newest first. An entry leaves this list when it is recorded with `PUT /v1/accounts/{customerId}/payments/{entryReference}`, sent again once its customer has an account, or closed with `POST /v1/bank-entries/close`.',
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
          'Each once by its `entryReference`, to the account whose customer, or an order of whose, the `remittance` names. An entry that names no account or several, of another currency, or that was not received, is kept with its reason. An entry is its reference, day, amount and currency; one that is booked, also by hand, or closed counts as `repeated`.',
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
    .post(
      '/close',
      describe({
        summary: 'Close a bank entry that is not to be booked',
        description:
          'For an entry that pays no account, such as one that was sent back or is recorded under another reference. It leaves the list, and is not booked when its file is sent again. `bookedOn` and `amountMinor` say which entry where several have the reference. Who closed it, and why, is kept; repeated, it changes nothing.',
        answer: unmatchedEntry,
        problems: {
          not_found: 'no such entry is on the list',
          conflict: 'several entries on the list have this reference',
        },
      }),
      authenticated('finance', 'operator'),
      jsonBody(),
      validate('json', closeBody),
      async (c) => {
        const { sub: by } = c.var.claims
        const { settled: _, ...entry } = await closeBankEntry(deps, { ...c.req.valid('json'), by })
        const { amountMinor, reason } = c.req.valid('json')
        deps.log.info({ by, amountMinor, reasonLength: reason.length }, 'a bank entry was closed')
        return c.json(entry)
      },
    )
