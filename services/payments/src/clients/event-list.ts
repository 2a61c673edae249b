import type { Provider } from '../payment.ts'
import type { WebhookNotice } from './notice.ts'

/** The events that a provider lists of a time, both ends included, whose webhooks may have been missed: page by page. */
export type EventList = (from: Date, to: Date) => AsyncIterable<readonly WebhookNotice[]>
export type EventLists = Readonly<Record<Provider, EventList>>
