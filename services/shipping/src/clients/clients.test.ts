import type { CallOptions, ClientResponse } from '@stoa/client'
import { describe, expect, it } from 'vitest'
import { fedexClient } from './fedex.ts'
import type { Transport } from './transport.ts'
import { upsClient } from './ups.ts'

const consignment = {
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  to: {
    ...{ name: 'Ada', company: 'Engines', streetLines: ['Floor 3', '1 Way'], city: 'Austin' },
    ...{ region: 'TX', postcode: '78701', country: 'US', phone: '15125550100' },
  },
  weightGrams: 900,
}

/** Gives every request the same answer and records the requests. */
function answering(status: number | undefined, body: unknown = {}) {
  const requests: { path: string; options: CallOptions | undefined }[] = []
  const answer: ClientResponse | undefined =
    status === undefined ? undefined : { status, headers: {}, text: JSON.stringify(body) }
  const transport: Transport = {
    call: async (path, options) => {
      requests.push({ path, options })
      return answer
    },
  }
  return { transport, requests }
}

const clients = { fedex: fedexClient, ups: upsClient } as const

describe.each(['fedex', 'ups'] as const)('%s', (carrier) => {
  const make = (status: number | undefined, body?: unknown) => {
    const { transport, requests } = answering(status, body)
    return { client: clients[carrier](transport, '740561073'), requests }
  }

  it.each([undefined, 500, 503, 401, 408, 409, 429, 200])(
    'no clear answer (%s) leaves every outcome unclear',
    async (status) => {
      const { client } = make(status)
      expect(await client.book(consignment)).toEqual({ is: 'unclear' })
      expect(await client.find(consignment.orderId)).toEqual({ is: 'unclear' })
      expect(await client.void('N12345')).toEqual({ is: 'unclear' })
      expect(await client.rate(consignment)).toBe(undefined)
    },
  )

  it('a bad request is a hard refusal', async () => {
    const { client } = make(400)
    expect(await client.book(consignment)).toMatchObject({ is: 'rejected' })
    expect(await client.void('N12345')).toEqual({ is: 'refused' })
  })

  it('a reference that is not known is no label', async () => {
    expect(await make(404).client.find(consignment.orderId)).toEqual({ is: 'none' })
  })

  it('a booking carries the order as its reference', async () => {
    const { client, requests } = make(500)
    await client.book(consignment)
    expect(JSON.stringify(requests[0]?.options?.body)).toContain(consignment.orderId)
  })
})

it('a label of FedEx that was cancelled is not found', async () => {
  const result = (code: string) => ({
    output: {
      completeTrackResults: [
        { trackingNumber: 'N12345', trackResults: [{ latestStatusDetail: { code } }] },
      ],
    },
  })
  const find = (code: string) =>
    fedexClient(answering(200, result(code)).transport, 'a').find(consignment.orderId)
  expect(await find('CA')).toEqual({ is: 'none' })
  expect(await find('IT')).toEqual({ is: 'found', trackingNumber: 'N12345' })
})

it('FedEx is told every field of an address', async () => {
  const { transport, requests } = answering(500)
  await fedexClient(transport, 'a').book(consignment)
  expect(requests[0]?.options?.body).toMatchObject({
    requestedShipment: {
      recipients: [
        {
          contact: { personName: 'Ada', companyName: 'Engines', phoneNumber: '15125550100' },
          address: {
            streetLines: ['Floor 3', '1 Way'],
            city: 'Austin',
            stateOrProvinceCode: 'TX',
            postalCode: '78701',
            countryCode: 'US',
          },
        },
      ],
    },
  })
})

it('UPS is told every field of an address', async () => {
  const { transport, requests } = answering(500)
  await upsClient(transport, 'a').book(consignment)
  expect(requests[0]?.options?.body).toMatchObject({
    ShipmentRequest: {
      Shipment: {
        ShipTo: {
          Name: 'Engines',
          AttentionName: 'Ada',
          Phone: { Number: '15125550100' },
          Address: {
            AddressLine: ['Floor 3', '1 Way'],
            City: 'Austin',
            StateProvinceCode: 'TX',
            PostalCode: '78701',
            CountryCode: 'US',
          },
        },
      },
    },
  })
})
