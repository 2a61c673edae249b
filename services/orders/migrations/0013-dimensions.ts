import { sqlMigration } from '@stoa/postgres'

/** Null for a product without dimensions, which every carrier takes. Replicas of the release before leave the column as it is. */
export default sqlMigration('alter table prices add column dimensions jsonb')
