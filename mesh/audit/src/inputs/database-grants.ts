import { z } from 'zod'

const grant = z.strictObject({
  role: z.string(),
  database: z.string(),
  /** Absent when the grant is CONNECT on the database. */
  table: z.string().optional(),
  privilege: z.string(),
})
export const grantsSchema = z.strictObject({
  /** The owner of each database. */
  owners: z.record(z.string(), z.string()),
  superusers: z.array(z.string()).default([]),
  grants: z.array(grant),
})

/** The privileges of Postgres roles, as read from the system catalogs. */
export type Grants = z.output<typeof grantsSchema> & { readonly from: string }
export type Grant = z.output<typeof grant>
