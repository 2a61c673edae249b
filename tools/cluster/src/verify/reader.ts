import { randomBytes } from 'node:crypto'
import type { Kubectl } from '../check/kubectl.ts'
import { psql } from '../databases/psql.ts'

/** A role that reads every database for two hours, from the pod of Postgres alone. */
export interface Reader {
  readonly user: string
  readonly password: string
}

/** Also removes readers whose time is over: those of runs that were killed. The password gets into no log. */
const createText = ({ user, password }: Reader) => `
set log_min_duration_statement = -1;
do $$ declare expired text; begin
  for expired in select rolname from pg_roles where rolname ~ '^verify_[0-9a-f]{8}$' and rolvaliduntil < now()
  loop execute format('drop role %I', expired); end loop;
  execute format($role$create role ${user} login connection limit 32 password '${password}' valid until %L$role$,
    now() + interval '2 hours');
end $$;
grant pg_read_all_data, pg_monitor to ${user};
alter role ${user} set default_transaction_read_only = on;
`

/** Makes a role of its own for one run, as the superuser inside the pod, where no password is asked for. */
export async function createReader(kubectl: Kubectl): Promise<Reader> {
  const user = `verify_${randomBytes(4).toString('hex')}`
  const reader = { user, password: randomBytes(24).toString('hex') }
  await psql(kubectl, createText(reader))
  return reader
}

export async function dropReader(kubectl: Kubectl, { user }: Reader): Promise<void> {
  await psql(kubectl, `drop role ${user};`)
}
