import type { Address } from '@stoa/contracts'

/** The sender's address on every label. */
export const shipper = {
  name: 'Stoa Fulfilment',
  phone: '02079460000',
  street: '1 Colonnade Way',
  city: 'London',
  postcode: 'E14 5AB',
  country: 'GB',
} as const satisfies Address
