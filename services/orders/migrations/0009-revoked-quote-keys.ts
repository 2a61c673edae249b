import { sqlMigration } from '@stoa/postgres'

/** A revoked key has no `jwk`; replicas of the release before take it for an unknown one. */
export default sqlMigration(`
  alter table quote_keys alter column jwk drop not null;
`)
