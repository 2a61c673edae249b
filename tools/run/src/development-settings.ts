import type { Service } from '@stoa/topology'
import type { Secrets } from './secrets.ts'

const sandbox = 'http://sandbox:4090'

/** Where the sandbox serves each provider's API. */
const addresses: Readonly<Record<string, string>> = {
  STRIPE_URL: `${sandbox}/stripe`,
  PAYPAL_URL: sandbox,
  FEDEX_URL: `${sandbox}/fedex`,
  UPS_URL: `${sandbox}/ups`,
}

/** At an address of its own the sandbox has no route for a provider that it does not stand for, and returns 404. */
const addressOf = (variable: string): string =>
  addresses[variable] ?? `${sandbox}/no-provider/${variable}`

/**
 * The addresses and secrets of providers for one service, against the sandbox. A secret is the same for each service
 * that has it; in production it comes from its provider.
 */
export const developmentSettings = (
  { providers = {}, secrets: names = [] }: Service,
  secrets: Secrets,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.keys(providers).map((name) => [name, addressOf(name)])),
  ...Object.fromEntries(
    names.map((name) => [name, secrets.of(`provider/${name}`).toString('hex').slice(0, 32)]),
  ),
})
