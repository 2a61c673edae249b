import { describe, expect, it } from 'vitest'
import { address, deps, later, onFreshDatabase, order, place, received } from './testing.ts'
import { projectCarriers } from './use-cases/project-carriers.ts'

onFreshDatabase()

describe('what a carrier cannot take', () => {
  const limits = {
    ...{ carrier: 'ups', countries: ['GB', 'US'], streetLines: 3, streetLength: 35 },
    ...{ nameLength: 35, companyLength: 35, cityLength: 30, postcodeLength: 9, regionLength: 5 },
    ...{
      postcodeRequiredIn: ['US'],
      regionRequiredIn: ['US'],
      maxWeightGrams: 70_000,
      revision: 2,
    },
    phone: { minDigits: 1, maxDigits: 15, optionalIn: ['GB'] },
  }
  let refreshes = 0
  const afterRefresh = () => later(1_000 * ++refreshes)
  const announce = (more: object = {}) =>
    projectCarriers(deps, [received('shipping.carrier_changed', { ...limits, ...more }) as never])
  const byUps = (more: object, quantity = 1) =>
    place(
      order({
        lines: [{ sku: 'MUG', quantity }],
        delivery: { carrier: 'ups', address: { ...address, ...more } },
      }),
    )
  const errors = async (answer: Response) => {
    const { errors } = (await answer.json()) as { errors: { field: string; message: string }[] }
    return [answer.status, ...errors.map(({ field, message }) => `${field} ${message}`)]
  }

  it('is accepted until shipping has said what the carrier takes, and refused from then on', async () => {
    const name = 'n'.repeat(36)
    expect((await byUps({ name })).status).toBe(202)
    await announce()
    afterRefresh()
    expect(await errors(await byUps({ name }))).toEqual([
      422,
      '/delivery/address/name must have at most 35 characters for ups',
    ])
    expect((await byUps({})).status).toBe(202)
  })

  it('is refused with every field and its limit', async () => {
    await announce()
    afterRefresh()
    const street = 'Burgemeester '.repeat(9)
    expect(await errors(await byUps({ street }, 701))).toEqual([
      422,
      '/delivery/address/street must fit into 3 lines of 35 characters for ups, split between words',
      '/delivery/carrier the parcel must be at most 70 kg for ups; found 70.1 kg',
    ])
    expect(await errors(await byUps({ country: 'FR', postcode: '75001' }))).toEqual([
      422,
      '/delivery/address/country must be a country that ups delivers to: GB, US',
    ])
  })

  it('follows the newest revision, in whatever order they arrive', async () => {
    await announce({ revision: 4, nameLength: 50 })
    await announce({ revision: 3, nameLength: 10 })
    afterRefresh()
    expect((await byUps({ name: 'n'.repeat(50) })).status).toBe(202)
    expect((await byUps({ name: 'n'.repeat(51) })).status).toBe(422)
  })

  it('is no concern of an address that its country does not allow: that is refused before', async () => {
    expect(await errors(await byUps({ country: 'US', postcode: '78701' }))).toEqual([
      422,
      expect.stringContaining('/delivery/address/region is required in United States: the state'),
    ])
  })
})
