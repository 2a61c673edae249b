import { describe, expect, it } from 'vitest'
import { address, deps, later, onFreshDatabase, order, place, received } from './testing.ts'
import { projectCarriers } from './use-cases/project-carriers.ts'
import { projectCatalog } from './use-cases/project-catalog.ts'

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

  describe('for its size', () => {
    const sizes = { maxLengthMm: 2_740, maxLengthPlusGirthMm: 4_000 }
    const product = (revision: number, lengthMm?: number) =>
      projectCatalog(deps, [
        received('catalog.product_changed', {
          ...{ sku: 'MAST', name: 'Mast', priceMinor: 500, currency: 'GBP', weightGrams: 100 },
          ...{ active: true, revision },
          ...(lengthMm && { dimensions: { lengthMm, widthMm: 60, heightMm: 60 } }),
        }) as never,
      ])
    const mast = () =>
      place(order({ lines: [{ sku: 'MAST', quantity: 1 }], delivery: { carrier: 'ups', address } }))

    it('is refused with the line, its SKU, the measure and the limit', async () => {
      await announce({ revision: 5, ...sizes })
      afterRefresh()
      await product(1, 3_000)
      expect(await errors(await mast())).toEqual([
        422,
        '/lines/0/sku the longest side of MAST must be at most 2740 mm for ups; found 3000 mm',
      ])
      await product(2, 300)
      expect((await mast()).status).toBe(202)
    })

    it('is nothing where the catalog says no dimensions any more', async () => {
      await product(3, 3_000)
      expect((await mast()).status).toBe(422)
      await product(4)
      expect((await mast()).status).toBe(202)
    })

    it('is nothing where the announcement has no limits of size, until they are announced again', async () => {
      await product(5, 3_000)
      await announce({ revision: 6 })
      afterRefresh()
      expect((await mast()).status).toBe(202)
      await announce({ revision: 6, ...sizes })
      afterRefresh()
      expect((await mast()).status).toBe(422)
    })
  })

  it('is an amount that it does not declare to customs, unless it announced nothing of that', async () => {
    const abroad = { country: 'US', region: 'TX', city: 'Austin', postcode: '78701' }
    const toTexas = () => byUps({ ...abroad, phone: '15125550100' })
    await announce({ revision: 7, customs: { currencies: ['USD'], noneIn: ['GB'] } })
    afterRefresh()
    expect(await errors(await toTexas())).toEqual([
      422,
      '/currency must be a currency in which ups declares to the customs of United States; found GBP',
    ])
    expect((await byUps({})).status).toBe(202)
    await announce({ revision: 8 })
    afterRefresh()
    expect((await toTexas()).status).toBe(202)
  })

  it('follows the newest revision, in whatever order they arrive', async () => {
    await announce({ revision: 10, nameLength: 50 })
    await announce({ revision: 9, nameLength: 10 })
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
