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

function addressOf(variable: string): string {
  const address = addresses[variable]
  if (!address) throw new Error(`the sandbox serves no provider for ${variable}`)
  return address
}

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
