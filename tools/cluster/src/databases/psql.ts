import type { Kubectl } from '../check/kubectl.ts'

/** Runs SQL as the superuser inside the pod of the Postgres that serves, where no password is asked for; what it prints. */
export const psql = (kubectl: Kubectl, text: string, database = 'postgres'): Promise<string> =>
  kubectl(
    [
      ...['exec', '--stdin', '--namespace=database', 'service/postgres-rw'],
      ...['--container=postgres', '--', 'psql', '--quiet', '--no-psqlrc', '--set=ON_ERROR_STOP=1'],
      ...['--tuples-only', '--no-align', `--dbname=${database}`],
    ],
    text,
  )
