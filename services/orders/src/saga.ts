import {
  inventoryRejected,
  inventoryReleased,
  inventoryReserved,
  paymentsAuthorised,
  paymentsCaptured,
  paymentsCaptureRefused,
  paymentsDeclined,
  paymentsVoided,
  shippingBooked,
  shippingCancelled,
  shippingRejected,
} from '@stoa/contracts'

export const stepNames = ['stock', 'money', 'parcel', 'capture'] as const
export type StepName = (typeof stepNames)[number]

export interface Step {
  /** Replies, by the type of the event that brings them. */
  readonly done: string
  readonly refused: string
  /** The reply to its compensation; absent when another step's compensation covers it. */
  readonly undone?: string
  /** Asked again after this long without a reply. */
  readonly againMs: number
  /** Given up, and all steps compensated, after this long; absent: asked until there is a reply. */
  readonly withinMs?: number
  readonly next?: StepName
  /** What the order becomes when this step is done. */
  readonly reaches?: 'order.confirmed' | 'order.shipped'
}

/** The checkout, step by step; what each sends and takes back stands in commands.ts. */
export const checkout: Readonly<Record<StepName, Step>> = {
  stock: {
    done: inventoryReserved.type,
    refused: inventoryRejected.type,
    undone: inventoryReleased.type,
    againMs: 5_000,
    withinMs: 20_000,
    next: 'money',
  },
  money: {
    done: paymentsAuthorised.type,
    refused: paymentsDeclined.type,
    undone: paymentsVoided.type,
    againMs: 10_000,
    withinMs: 45_000,
    next: 'parcel',
    reaches: 'order.confirmed',
  },
  parcel: {
    done: shippingBooked.type,
    refused: shippingRejected.type,
    undone: shippingCancelled.type,
    againMs: 10_000,
    withinMs: 45_000,
    next: 'capture',
  },
  // Voiding takes back captured money too, so that the money step's compensation covers this one.
  capture: {
    done: paymentsCaptured.type,
    refused: paymentsCaptureRefused.type,
    againMs: 10_000,
    reaches: 'order.shipped',
  },
}

export type Outcome = 'done' | 'refused' | 'undone'

const outcomes = new Map<string, { step: StepName; outcome: Outcome }>()
for (const name of stepNames) {
  const step = checkout[name]
  outcomes.set(step.done, { step: name, outcome: 'done' })
  outcomes.set(step.refused, { step: name, outcome: 'refused' })
  if (step.undone) outcomes.set(step.undone, { step: name, outcome: 'undone' })
}

/** Which step an event answers, and how. */
export const outcomeOf = (type: string) => outcomes.get(type)
