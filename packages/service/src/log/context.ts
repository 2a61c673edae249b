import { AsyncLocalStorage } from 'node:async_hooks'

export interface LogFields {
  readonly orderId?: string | undefined
  readonly customerId?: string | undefined
}

const current = new AsyncLocalStorage<() => LogFields>()

/** Runs `work` so that every log line inside has these ids. They are read only when a line is written. */
export const withLogFields = <Result>(fields: () => LogFields, work: () => Result): Result =>
  current.run(fields, work)

export const currentLogFields = (): LogFields => current.getStore()?.() ?? {}
