import { type FreshDatabase, freshDatabase } from '../fresh.ts'
import type { Migrations } from '../migrate.ts'
import type { Reads } from './reads.ts'

export interface FreshReads<Tables> extends Pick<FreshDatabase<Tables>, 'db' | 'drop'> {
  /** From a replica that has replayed nothing yet. */
  readonly replicas: Reads<Tables>
}

/** A database for one test, as `freshDatabase` makes it, with a replica that is always behind. */
export async function freshReads<Tables>(
  server: string | undefined,
  migrations: Migrations,
): Promise<FreshReads<Tables>> {
  const primary = await freshDatabase<Tables>(server, migrations)
  const behind = await freshDatabase<Tables>(server, migrations)
  return {
    db: primary.db,
    replicas: {
      read: (work, options) => work(options?.latest ? primary.db : behind.db),
      close: async () => undefined,
    },
    async drop() {
      await primary.drop()
      await behind.drop()
    },
  }
}
