import type { GeneratorSetup } from './generator.ts'
import type { SearchPlan } from './search/rate-search.ts'

export interface Offer {
  readonly ratePerSecond: number
  readonly seconds: number
}

export interface Scenario extends Pick<GeneratorSetup, 'pay' | 'carrier'> {
  readonly description: string
  /** Until it is over the services still compile, which costs a tenth of the CPU. */
  readonly warmUp: readonly Offer[]
  readonly search: SearchPlan
}

/** A minute in all. */
const minuteOf = (...rates: readonly number[]): Offer[] =>
  rates.map((ratePerSecond) => ({ ratePerSecond, seconds: 60 / rates.length }))

const search = { factor: 1.25, within: 0.08, maxTrials: 8 }

export const scenarios: Readonly<Record<'core' | 'full', Scenario>> = {
  core: {
    ...{
      description: 'paid on account, shipped by own fleet',
      pay: 'account',
      carrier: 'own-fleet',
    },
    ...{ warmUp: minuteOf(100, 300, 600, 800), search: { startRate: 600, ...search } },
  },
  full: {
    description:
      "paid by card through Stripe's SDK, shipped by FedEx, both simulated on this machine",
    ...{ pay: 'card', carrier: 'fedex', warmUp: minuteOf(50, 150, 300, 400) },
    search: { startRate: 300, ...search },
  },
}
