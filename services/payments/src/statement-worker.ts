import { errorText } from '@stoa/service'
import { type LeasedTasks, startLeasedTasks } from '@stoa/work'
import type { StatementReaders } from './clients/statement.ts'
import type { Deps } from './deps.ts'
import type { Provider } from './payment.ts'
import {
  claimStatements,
  oldestDueStatementSeconds,
  type StatementPosition,
  saveCompared,
  saveFailed,
} from './store/statements.ts'
import { reconcile } from './use-cases/reconcile.ts'

const leaseMs = 600_000
const pollMs = 10_000
const everyMs = 3_600_000
const afterFailureMs = 60_000

/** Compares the ledger with the providers' statements once an hour, in one replica at a time. */
export const startStatementWorker = (
  deps: Deps,
  readers: StatementReaders,
): LeasedTasks<StatementPosition> => {
  const compared = new Set<Provider>()
  return startLeasedTasks<StatementPosition, { readonly error: string | undefined }>({
    ...{ name: 'statements', log: deps.log, leaseMs, pollMs, concurrency: 2 },
    deadlineMs: Number.POSITIVE_INFINITY,
    claim: () => claimStatements(deps.db, leaseMs),
    async run(position) {
      try {
        await reconcile(deps, readers, position, !compared.has(position.provider))
        compared.add(position.provider)
        return { error: undefined }
      } catch (err) {
        const { provider } = position
        deps.log.error({ err, provider }, 'a statement could not be compared; retrying in a minute')
        return { error: errorText(err, 500) }
      }
    },
    neededMs: () => leaseMs / 2,
    apply: async ({ error }, position) => {
      const saved = error
        ? await saveFailed(deps.db, position, error, afterFailureMs)
        : await saveCompared(deps.db, position, everyMs)
      return saved ? 'applied' : 'stale'
    },
    oldestDueSeconds: () => oldestDueStatementSeconds(deps.db),
    fieldsOf: ({ provider }) => ({ provider }),
  })
}
