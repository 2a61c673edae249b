import type { Provider } from '../payment.ts'
import type { WebhookNotice } from './notice.ts'

/** Events that a provider lists; undefined for one that has no form of an event. */
export type EventPage = readonly (WebhookNotice | undefined)[]

/** The events that a provider lists of a time, both ends included, whose webhooks may have been missed: page by page. */
export type EventList = (from: Date, to: Date) => AsyncIterable<EventPage>
export type EventLists = Readonly<Record<Provider, EventList>>
