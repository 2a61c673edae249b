import type { Secrets } from './secrets.ts'

/** Secrets that payments and shipping share with the sandbox; in production each comes from its provider. */
const secretNames = {
  payments: [
    ...['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET'],
    ...['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'],
  ],
  shipping: [
    ...['FEDEX_CLIENT_ID', 'FEDEX_CLIENT_SECRET', 'FEDEX_WEBHOOK_SECRET', 'FEDEX_ACCOUNT'],
    ...['UPS_CLIENT_ID', 'UPS_CLIENT_SECRET', 'UPS_WEBHOOK_SECRET', 'UPS_ACCOUNT'],
  ],
}

const sandbox = 'http://sandbox:4090'
const addresses = {
  payments: { STRIPE_URL: `${sandbox}/stripe`, PAYPAL_URL: sandbox },
  shipping: { FEDEX_URL: `${sandbox}/fedex`, UPS_URL: `${sandbox}/ups` },
}

const names: Readonly<Record<string, readonly string[]>> = {
  ...secretNames,
  sandbox: [...secretNames.payments, ...secretNames.shipping],
}

const urls: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...addresses,
  sandbox: { ...addresses.payments, ...addresses.shipping },
}

/** The addresses and secrets of providers for one service, against the sandbox. */
export const developmentSettings = (
  service: string,
  secrets: Secrets,
): Readonly<Record<string, string>> => ({
  ...urls[service],
  ...Object.fromEntries(
    (names[service] ?? []).map((name) => [
      name,
      secrets.of(`provider/${name}`).toString('hex').slice(0, 32),
    ]),
  ),
})
