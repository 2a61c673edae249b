import type { Provider } from '../payment.ts'
import type { WebhookNotice } from './notice.ts'

/** The events that a provider lists since a time, whose webhooks may have been missed; at most `maxEvents`. */
export type EventList = (since: Date) => Promise<readonly WebhookNotice[]>
export type EventLists = Readonly<Record<Provider, EventList>>

export const maxEvents = 3_000
