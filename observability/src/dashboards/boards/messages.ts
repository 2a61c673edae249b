import { type Placed, query, timeseries } from '../build/index.ts'
import { perSecond } from './expressions.ts'

/** `matchers` chooses services, such as `{service="$service"}`. */
export const outboxAge = (matchers = '', emptyUntil?: string): Placed =>
  timeseries({
    title: 'Oldest message in the outbox',
    unit: 'seconds',
    about: 'Committed and not published yet. It ages while the broker is away or does not store.',
    queries: [query(`max by (service) (outbox_oldest_seconds${matchers})`, '{{service}}')],
    alerts: ['OutboxStuck'],
    ...(emptyUntil !== undefined && { emptyUntil }),
  })

export const lag = (matchers = '', emptyUntil?: string): Placed =>
  timeseries({
    title: 'Time behind',
    unit: 'seconds',
    about:
      'How long a consumer needs for the messages that wait, at the rate of its last 5 minutes. JetStream shows their number.',
    queries: [query(`service:consumer_lag:seconds${matchers}`, '{{service}}')],
    alerts: ['ConsumerBehind'],
    ...(emptyUntil !== undefined && { emptyUntil }),
  })

export const redelivered = (): Placed =>
  timeseries({
    title: 'Delivered again',
    unit: 'messages/s',
    about: 'A consumer took too long, or ended. The inbox keeps the effect from happening twice.',
    queries: [query(perSecond('messaging_redelivered_total', 'service'), '{{service}}')],
    emptyUntil: 'Nothing was redelivered. A consumer that is killed or paused shows here.',
  })

export const deadLetters = (matchers = '', emptyUntil?: string): Placed =>
  timeseries({
    title: 'Dead letters and parked events',
    unit: 'events',
    about:
      'Dead letters wait for an operator: `npx stoa dead-letters`. Parked events are retried by themselves.',
    queries: [
      query(`max by (service) (dead_letters${matchers})`, '{{service}} dead'),
      query(`max by (service) (parked_events${matchers})`, '{{service}} parked'),
    ],
    alerts: ['DeadLettersWaiting'],
    ...(emptyUntil !== undefined && { emptyUntil }),
  })
