import { createRequire } from 'node:module'
import type * as Paypal from '@paypal/paypal-server-sdk'
import type Stripe from 'stripe'

const require = createRequire(import.meta.url)

/**
 * Each SDK has hundreds of small files; `require` loads them in two thirds of the time. `import` would load a second copy
 * with other classes, for which `instanceof` is false.
 */
export const stripe = require('stripe') as typeof Stripe
export const paypal = require('@paypal/paypal-server-sdk') as typeof Paypal
