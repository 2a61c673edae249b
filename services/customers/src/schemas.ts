import {
  address,
  addressBody,
  amountMinor,
  customerId,
  phone,
  singleLine,
  slug,
  uuid,
} from '@stoa/contracts'
import { z } from 'zod'
import { deliveryStatuses, statuses } from './history.ts'

export const byCustomer = z.strictObject({ customerId })
export const byAddress = byCustomer.extend({ name: slug })

export const profileBody = z.strictObject({
  name: singleLine(100),
  email: z.email().max(254),
  phone: phone.nullable().default(null),
})
export const profile = z.object({ customerId, ...profileBody.shape })

export { address, addressBody }
export const addressBook = z.object({ addresses: z.record(z.string(), address) })

export const historyQuery = z.strictObject({
  cursor: uuid.default('ffffffff-ffff-ffff-ffff-ffffffffffff'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const historyPage = z.object({
  orders: z.array(
    z.object({
      orderId: z.uuid(),
      customerId,
      status: z.enum(statuses),
      totalMinor: amountMinor,
      currency: z.string(),
      pieces: z.int(),
      placedAt: z.iso.datetime(),
      trackingNumber: z.string().optional(),
      delivery: z.object({ status: z.enum(deliveryStatuses), at: z.iso.datetime() }).optional(),
      reason: z.string().optional(),
      refundedMinor: amountMinor,
      /** Refunds that the provider took back, less what was refunded after that: the customer has still to be paid. */
      refundFailedMinor: amountMinor.optional(),
    }),
  ),
  /** Absent on the last page. */
  cursor: z.string().optional(),
})
