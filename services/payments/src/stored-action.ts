import { isReviewed, type Payment } from './payment.ts'

type Action = Payment['action']

/** The columns of what an authorisation waits for. An older release announces every `action`: a review has a column of its own. */
export interface StoredAction {
  readonly action: Action
  readonly review: Action
}

export const actionToStore = (payment: Payment): StoredAction =>
  isReviewed(payment)
    ? { action: null, review: payment.action }
    : { action: payment.action, review: null }

/** An older release writes no `review`: one is over when the step that waited for it has gone on. */
export const storedAction = ({
  action,
  review,
  pendingStep,
}: StoredAction & Pick<Payment, 'pendingStep'>): Action =>
  action ?? (pendingStep === 'authorise' || pendingStep === 'void' ? review : null)
