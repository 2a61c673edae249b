import { createRequire } from 'node:module'
import type * as Paypal from '@paypal/paypal-server-sdk'
import type Stripe from 'stripe'

const require = createRequire(import.meta.url)

/**
 * The SDKs of the providers, of hundreds of small files, which `require` loads in two thirds of the time that `import`
 * takes. Classes that are imported are others: `instanceof` is true of those from here alone.
 */
export const stripe = require('stripe') as typeof Stripe
export const paypal = require('@paypal/paypal-server-sdk') as typeof Paypal
