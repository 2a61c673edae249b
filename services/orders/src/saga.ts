export const stepNames = ['stock', 'money', 'parcel', 'handover', 'capture'] as const
export type StepName = (typeof stepNames)[number]

export interface Step {
  /** Requested once all of these are done; steps that wait for the same ones run beside each other. */
  readonly after: readonly StepName[]
  /** Requested again after this long without a reply; absent: the step waits for the outside, and nothing is sent. */
  readonly retryMs?: number
  /** The order is cancelled after this long without a reply; absent: requested again until there is one. */
  readonly deadlineMs?: number
}

/** What an order becomes once these steps are done. */
export interface Milestone {
  readonly event: 'order.confirmed' | 'order.ready' | 'order.shipped'
  readonly from: 'placed' | 'confirmed' | 'ready'
  readonly steps: readonly StepName[]
}

export interface Saga {
  readonly steps: Readonly<Partial<Record<StepName, Step>>>
  readonly milestones: readonly Milestone[]
}

/** The checkout as new requests follow it; what each step sends stands in commands.ts. */
export const checkout: Saga = {
  steps: {
    stock: { after: [], retryMs: 5_000, deadlineMs: 20_000 },
    money: { after: ['stock'], retryMs: 10_000, deadlineMs: 45_000 },
    parcel: { after: ['money'], retryMs: 10_000, deadlineMs: 45_000 },
    handover: { after: ['parcel'] },
    capture: { after: ['handover'], retryMs: 10_000 },
  },
  milestones: [
    { event: 'order.confirmed', from: 'placed', steps: ['stock', 'money'] },
    { event: 'order.ready', from: 'confirmed', steps: ['parcel'] },
    { event: 'order.shipped', from: 'ready', steps: ['handover'] },
  ],
}

/** The step whose compensation takes a step back: voiding a payment also gives captured money back. */
export const compensatedBy: Readonly<Record<StepName, StepName>> = {
  stock: 'stock',
  money: 'money',
  parcel: 'parcel',
  handover: 'parcel',
  capture: 'money',
}

export type StepState =
  | 'idle'
  | 'requested'
  /** The provider has it and has not settled it. */
  | 'pending'
  /** Refused or failed after the parcel was handed over: tried again until it is done. */
  | 'due'
  | 'done'
  | 'refused'
  | 'compensating'
  | 'compensated'

export type Steps = Readonly<Record<StepName, StepState>>

export const idleSteps: Steps = {
  ...{ stock: 'idle', money: 'idle', parcel: 'idle', handover: 'idle', capture: 'idle' },
}

/** Whether a reply that the step is done is still to come. */
export const isAwaited = (state: StepState): boolean =>
  state === 'requested' || state === 'pending' || state === 'due'

/** Whether the step has to be taken back when the order is cancelled. */
export const isOpenStep = (state: StepState): boolean => isAwaited(state) || state === 'done'

/** The steps that can be requested now. */
export const readySteps = (saga: Saga, steps: Steps): StepName[] =>
  stepNames.filter((name) => {
    const step = saga.steps[name]
    return step && steps[name] === 'idle' && step.after.every((before) => steps[before] === 'done')
  })

/** Steps that have been requested, and have to be taken back when the order is cancelled. */
export const openSteps = (steps: Steps): StepName[] =>
  stepNames.filter((name) => isOpenStep(steps[name]))
