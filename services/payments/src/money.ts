import {
  type Money,
  minorOfUnits,
  type PaymentProvider,
  providerDigits,
  providerUnits,
} from '@stoa/contracts'

/** The amount in the provider's units. @throws Error for an amount that `firstProvider` would not have sent there */
function unitsOf(provider: PaymentProvider, money: Money): number {
  const units = providerUnits(provider, money)
  if (units === undefined)
    throw new Error(`${provider} takes no ${money.amountMinor} minor units of ${money.currency}`)
  return units
}

/** The integer that Stripe takes: 1234 GBP is 1234, 5 ISK is 500. */
export const toStripeAmount = (amountMinor: number, currency: string): number =>
  unitsOf('stripe', { amountMinor, currency })

/** The decimal text that PayPal takes: 1234 EUR is `12.34`, 1234 JPY is `1234`, 1200 HUF is `12`. */
export function toPaypalValue(amountMinor: number, currency: string): string {
  const units = String(unitsOf('paypal', { amountMinor, currency }))
  const places = providerDigits('paypal', currency) ?? 0
  if (places === 0) return units
  const text = units.padStart(places + 1, '0')
  return `${text.slice(0, -places)}.${text.slice(-places)}`
}

/** The money of an amount of Stripe's, which may be negative; undefined for one that no minor units stand for. */
export function fromStripeAmount(amount: number, code: string): Money | undefined {
  const currency = code.toUpperCase()
  const amountMinor = minorOfUnits('stripe', amount, currency)
  return amountMinor === undefined ? undefined : { amountMinor, currency }
}

/** The money of an amount of PayPal's, which may be negative; undefined for one that no minor units stand for. */
export function fromPaypalValue(value: string, currency: string): Money | undefined {
  const places = providerDigits('paypal', currency)
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  if (sign === undefined || places === undefined || !/^0*$/.test(fraction.slice(places)))
    return undefined
  const units = Number(`${whole}${fraction.slice(0, places).padEnd(places, '0')}`)
  const amountMinor = minorOfUnits('paypal', sign ? 0 - units : units, currency)
  return amountMinor === undefined ? undefined : { amountMinor, currency }
}
