import type { GeneratorSetup } from './generator.ts'
import type { SearchPlan } from './search/rate-search.ts'

export interface Scenario extends Pick<GeneratorSetup, 'pay' | 'carrier'> {
  readonly description: string
  readonly warmUpRates: readonly number[]
  readonly search: SearchPlan
}

const search = { factor: 1.25, within: 0.08, maxTrials: 8 }

export const scenarios: Readonly<Record<'core' | 'full', Scenario>> = {
  core: {
    ...{
      description: 'paid on account, shipped by own fleet',
      pay: 'account',
      carrier: 'own-fleet',
    },
    ...{ warmUpRates: [100, 300, 600, 800], search: { startRate: 600, ...search } },
  },
  full: {
    description:
      "paid by card through Stripe's SDK, shipped by FedEx, both simulated on this machine",
    ...{ pay: 'card', carrier: 'fedex', warmUpRates: [50, 150, 300, 400] },
    search: { startRate: 300, ...search },
  },
}
