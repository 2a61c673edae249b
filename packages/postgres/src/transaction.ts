import { type Db, observerOf, type Trx } from './connect.ts'
import { isLockTimeout } from './errors.ts'
import { endStuckSessions } from './stuck-sessions.ts'

type Hook = () => void

const hooks = new WeakMap<object, Hook[]>()

/**
 * Runs `work` in one transaction (READ COMMITTED) and then, once it is committed, the hooks that `afterCommit` was given.
 * After a lock time-out it ends the sessions of stopped clients, so that the next attempt does not wait for them.
 */
export async function inTransaction<Tables, Result>(
  db: Db<Tables>,
  work: (trx: Trx<Tables>) => Promise<Result>,
): Promise<Result> {
  const committed: Hook[] = []
  const observed = observerOf(db)?.()
  const transaction = db.transaction().execute((trx) => {
    hooks.set(trx, committed)
    return work(trx)
  })
  const result = await transaction.catch(async (error) => {
    observed?.end(error)
    if (isLockTimeout(error)) await endStuckSessions(db)
    throw error
  })
  observed?.end()
  for (const hook of committed) hook()
  return result
}

/**
 * Registers a hook that runs once the transaction has committed. A crash between the commit and the hook loses the hook:
 * an effect that must happen belongs in the outbox.
 */
export function afterCommit<Tables>(trx: Trx<Tables>, hook: Hook): void {
  const list = hooks.get(trx)
  if (!list) throw new Error('afterCommit: open the transaction with inTransaction(db, work)')
  list.push(hook)
}
