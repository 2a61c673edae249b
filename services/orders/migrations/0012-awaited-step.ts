import { sqlMigration } from '@stoa/postgres'

/**
 * The step that an open order waits for, for the metrics alone. No index may name the column, so that an update of it need
 * not touch one. Null until a replica of this release changes the order; those of the release before leave it as it is.
 */
export default sqlMigration('alter table orders add column awaited_step text')
