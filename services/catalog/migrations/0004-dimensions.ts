import { sqlMigration } from '@stoa/postgres'

/** Replicas of the release before leave the column as it is, and announce the products that they change without it. */
export const dimensions = sqlMigration('alter table products add column dimensions jsonb')
