import { expect, it } from 'vitest'
import { chargeCard } from './cards.ts'
import { parseForm } from './form.ts'

it('brackets nest, and a member may have any name', () => {
  const text = 'amount=1&metadata[order_id]=a%20b&expand[0]=x&expand[1]=y&metadata[__proto__]=z'
  expect(JSON.stringify(parseForm(text))).toBe(
    '{"amount":"1","metadata":{"order_id":"a b","__proto__":"z"},"expand":{"0":"x","1":"y"}}',
  )
  expect(({} as { order_id?: string }).order_id).toBe(undefined)
})

it.each([
  ['pm_card_visa', 'charged'],
  ['pm_card_mastercard', 'charged'],
  ['pm_1PqrSTUvwxyz0123', 'charged'],
  ['pm_card_chargeDeclined', 'generic_decline'],
  ['pm_card_visa_chargeDeclined', 'generic_decline'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
  ['pm_card_chargeDeclinedSomehow', undefined],
  ['4242424242424242', undefined],
])('%s: %s', (token, expected) => {
  const charged = chargeCard(token)
  expect(typeof charged === 'object' ? charged.declineCode : charged).toBe(expected)
})
