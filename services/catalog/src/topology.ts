import { productChanged, quoteKeyAdded } from '@stoa/contracts'

export const stream = 'CATALOG'

export const publishes = [productChanged, quoteKeyAdded].map(({ type }) => type)
