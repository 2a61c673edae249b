import type { Provider } from '../payment.ts'
import type { WebhookNotice } from './notice.ts'

/** Events that a provider lists; undefined for one that has no form of an event. */
export type EventPage = readonly (WebhookNotice | undefined)[]

/** The events that a provider lists of a time, both ends included, whose webhooks may have been missed: page by page. */
export type EventList = (from: Date, to: Date) => AsyncIterable<EventPage>
export type EventLists = Readonly<Record<Provider, EventList>>

/** Fetches an event by the provider's id. @throws Error when the provider has none, or does not return it */
export type FetchEvent = (eventId: string) => Promise<WebhookNotice>

/** What the providers tell of their events when they are asked. */
export interface ProviderEvents {
  readonly lists: EventLists
  readonly fetch: Readonly<Record<Provider, FetchEvent>>
}
