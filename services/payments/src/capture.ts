import {
  type Capture,
  isDeclared,
  isDeclaredCapture,
  type Payment,
  type Refund,
} from './payment.ts'

const sumOf = (all: readonly { readonly amountMinor: number }[]): number =>
  all.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

/** The sum of what the provider has told that it captured. */
export const toldMinor = ({ captures }: Pick<Payment, 'captures'>): number => sumOf(captures)

export const isTold = ({ captures }: Payment, ref: string): boolean =>
  captures.some((one) => one.ref === ref && one.amountMinor > 0)

/** The captures with one of them changed, or begun. */
function withOne(
  captures: readonly Capture[],
  ref: string,
  change: (before: Capture) => Capture,
): readonly Capture[] {
  const known = captures.find((one) => one.ref === ref)
  if (!known) return [...captures, change({ ref, amountMinor: 0 })]
  return captures.map((one) => (one === known ? change(one) : one))
}

export const withTold = ({ captures }: Payment, ref: string, amountMinor: number) =>
  withOne(captures, ref, (before) => ({ ...before, amountMinor }))

/** Notes that an answer that names this capture and says pending is older than its refusal. */
export const withRefused = (payment: Payment, ref: string): Payment => ({
  ...payment,
  captures: withOne(payment.captures, ref, (before) => ({ ...before, isRefused: true })),
})

/** A refusal that is answered uses up the one that was told before it: Stripe, which names no capture, may tell of another one. */
export const withoutRefused = (payment: Payment): Payment => {
  const { provider, providerRef } = payment
  if (provider !== 'stripe' || !providerRef || !isRefused(payment, providerRef)) return payment
  const captures = withOne(payment.captures, providerRef, ({ isRefused: _, ...before }) => before)
  return { ...payment, captures }
}

/** Notes that an answer said pending after the refusal was told: whether that was of this capture, the next answer tells. */
export const withTakenOn = (payment: Payment, ref: string): Payment => ({
  ...payment,
  captures: withOne(payment.captures, ref, (before) => ({
    ...{ ...before, isRefused: false, isTakenOn: true },
  })),
})

export const isRefused = ({ captures }: Payment, ref: string): boolean =>
  captures.some((one) => one.ref === ref && one.isRefused === true)

/** Stripe, which names no capture, had taken it on: a refusal is one that came after that. */
export const wasTakenOn = ({ captures, providerRef }: Payment): boolean =>
  captures.some((one) => one.ref === providerRef && one.isTakenOn === true)

/** The last capture that the provider told that it made; else one of which it took money back. One that it refused is neither. */
export const madeRef = ({ captures }: Payment): string | null => {
  const told = captures.findLast(({ amountMinor }) => amountMinor > 0)
  return (told ?? captures.findLast(({ takenMinor }) => takenMinor !== undefined))?.ref ?? null
}

/** Notes what the provider took of a capture, or returned to it. Stripe has one capture: the payment tells what is left. */
export function withTaken(payment: Payment, ref: string | null, minor: number): Payment {
  if (ref === null || minor === 0 || payment.provider === 'stripe') return payment
  const captures = withOne(payment.captures, ref, ({ takenMinor = 0, ...before }) => ({
    ...{ ...before, takenMinor: takenMinor + minor },
  }))
  return { ...payment, captures }
}

/** What is still to be captured. */
export const restMinor = ({ amountMinor, capturedMinor }: Payment): number =>
  Math.max(0, amountMinor - capturedMinor)

/** The most that any movement of its money can be: a provider may capture more than was authorised. */
export const mostMinor = ({ amountMinor, capturedMinor }: Payment): number =>
  Math.max(amountMinor, capturedMinor)

/** Less was captured than was authorised, and the provider captures no more: the customer owes the rest. */
export const isShort = ({ status, voidRequested, capturedMinor, amountMinor }: Payment): boolean =>
  status === 'captured' && !voidRequested && capturedMinor < amountMinor

/** More of it may be captured. */
export const isOpen = ({ status }: Payment): boolean =>
  status === 'pending' || status === 'authorised'

/** The least that the provider has captured, by all that it has told. */
export function provenMinor(payment: Payment, refunds: readonly Refund[]): number {
  const madeMinor = payment.refundedMinor - sumOf(refunds.filter(isDeclared))
  return Math.max(toldMinor(payment), madeMinor)
}

/** The capture of a payment that keeps no list of captures: one that took all of it, as the provider told. */
export function onlyCapture(payment: Omit<Payment, 'captures'>): readonly Capture[] {
  const { provider, capturedMinor, amountMinor } = payment
  const ref = provider === 'stripe' ? payment.providerRef : payment.captureRef
  const isWhole = capturedMinor > 0 && capturedMinor === amountMinor
  if (!isWhole || ref === null || provider === 'account' || isDeclaredCapture(payment)) return []
  return [{ ref, amountMinor }]
}

/** The list of captures to keep; null where `onlyCapture` tells it. */
export function capturesToKeep(payment: Payment): readonly Capture[] | null {
  const { captures } = payment
  const [only] = onlyCapture(payment)
  const [first, second] = captures
  const isOnly =
    first?.ref === only?.ref && first?.amountMinor === only?.amountMinor && !first?.takenMinor
  return isOnly && !second ? null : captures
}

const toldOf = ({ captures }: Payment): readonly Capture[] =>
  captures.filter(({ amountMinor }) => amountMinor > 0)

/** The amount of each capture that another refund can give back. */
function roomsOf(payment: Payment, refunds: readonly Refund[]) {
  const told = toldOf(payment)
  return told.map(({ ref, amountMinor, takenMinor = 0 }) => {
    const isOfIt = ({ captureRef }: Refund) => told.length === 1 || (captureRef ?? null) === ref
    const isMade = (one: Refund) => one.status === 'pending' || one.status === 'refunded'
    const taken = refunds.filter((one) => isOfIt(one) && isMade(one) && !isDeclared(one))
    return { ref, leftMinor: amountMinor - takenMinor - sumOf(taken) }
  })
}

/** Where a refund of an amount is made: a provider gives back each capture by itself. Undefined when none has room for it. */
export function captureFor(
  payment: Payment,
  amountMinor: number,
  refunds: readonly Refund[],
): { readonly captureRef?: string } | undefined {
  if (toldOf(payment).length < 2) return {}
  const fitting = roomsOf(payment, refunds).find(({ leftMinor }) => leftMinor >= amountMinor)
  return fitting && { captureRef: fitting.ref }
}

/** What is given back at once of a sum, and of which capture; each further attempt begins with the next capture. */
export function partFor(
  payment: Payment,
  sumMinor: number,
  refunds: readonly Refund[],
  attempt: number,
): { readonly amountMinor: number; readonly captureRef?: string } {
  const rooms = roomsOf(payment, refunds).filter(({ leftMinor }) => leftMinor > 0)
  const room = rooms[attempt % rooms.length]
  if (!room) return { amountMinor: sumMinor }
  return { amountMinor: Math.min(sumMinor, room.leftMinor), captureRef: room.ref }
}
