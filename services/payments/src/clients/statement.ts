import type { Provider } from '../payment.ts'
import type { StatementLine } from '../reconcile.ts'

/** The movements of a provider's balance between two times, in pages. @throws Error when they cannot be read */
export type StatementReader = (from: Date, to: Date) => AsyncIterable<readonly StatementLine[]>
export type StatementReaders = Readonly<Record<Provider, StatementReader>>
