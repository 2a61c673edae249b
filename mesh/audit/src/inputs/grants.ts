import { z } from 'zod'

const grant = z.strictObject({
  role: z.string(),
  database: z.string(),
  /** Absent: the grant is to connect to the database. */
  table: z.string().optional(),
  privilege: z.string(),
})
export const grantsSchema = z.strictObject({
  /** Who owns each database. */
  owners: z.record(z.string(), z.string()),
  superusers: z.array(z.string()).default([]),
  grants: z.array(grant),
})

/** What Postgres lets its roles do, as its own catalogs say. */
export type Grants = z.output<typeof grantsSchema> & { readonly from: string }
export type Grant = z.output<typeof grant>
