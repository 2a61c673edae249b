import { currencies } from './currencies.ts'
import type { Money } from './money.ts'
import type { PaymentMethod } from './shared.ts'

export type PaymentProvider = 'stripe' | 'paypal'

/** The providers of each method, the preferred one first; none: settled in our own ledger. */
const byMethod: Readonly<Record<PaymentMethod['type'], readonly PaymentProvider[]>> = {
  account: [],
  card: ['stripe', 'paypal'],
  paypal: ['paypal'],
}

/** The largest number of units that a provider takes: Stripe's amounts have at most eight digits, PayPal's 32 characters. */
const maxUnits: Readonly<Record<PaymentProvider, number>> = {
  stripe: 99_999_999,
  paypal: Number.MAX_SAFE_INTEGER,
}

/**
 * An amount in the provider's units: the integer that Stripe is sent, or PayPal's decimal without its point. Undefined
 * when the provider cannot move exactly this amount.
 */
export function providerUnits(
  provider: PaymentProvider,
  { amountMinor, currency }: Money,
): number | undefined {
  const found = currencies.get(currency)
  const at = found?.[provider]
  if (!found || !at || amountMinor % at.stepMinor !== 0) return undefined
  const shift = 10 ** Math.abs(at.digits - found.digits)
  const units = at.digits >= found.digits ? amountMinor * shift : amountMinor / shift
  return units <= maxUnits[provider] ? units : undefined
}

/** The amount that a provider's units stand for; undefined when they are no whole number of minor units. */
export function minorOfUnits(
  provider: PaymentProvider,
  units: number,
  currency: string,
): number | undefined {
  const found = currencies.get(currency)
  const at = found?.[provider]
  if (!found || !at) return undefined
  const shift = 10 ** Math.abs(at.digits - found.digits)
  const minor = at.digits >= found.digits ? units / shift : units * shift
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** The decimals of a provider's amounts; undefined when it does not take the currency. */
export const providerDigits = (provider: PaymentProvider, currency: string): number | undefined =>
  currencies.get(currency)?.[provider]?.digits

const takes = (provider: PaymentProvider, money: Money): boolean =>
  providerUnits(provider, money) !== undefined &&
  money.amountMinor >= (currencies.get(money.currency)?.[provider]?.minMinor ?? 0)

/** The providers that can take exactly this amount by this method, the preferred one first. */
export const providersFor = (
  method: PaymentMethod['type'],
  money: Money,
): readonly PaymentProvider[] => byMethod[method].filter((provider) => takes(provider, money))

/** Whether an amount can be paid by a method: by a provider that takes it, or without one. */
export const canBePaid = (method: PaymentMethod['type'], money: Money): boolean =>
  method === 'account' || money.amountMinor === 0 || providersFor(method, money).length > 0

/** Whether some provider of a method can give back exactly this part of a payment. */
export const canBeRefunded = (method: PaymentMethod['type'], money: Money): boolean =>
  method === 'account' ||
  byMethod[method].some((provider) => providerUnits(provider, money) !== undefined)
