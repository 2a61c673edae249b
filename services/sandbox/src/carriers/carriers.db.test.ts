import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Arrived, type RunningSandbox, settings, startSandbox } from '../testing.ts'
import { hmacHex } from '../webhooks/sign.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())
afterEach(() => fetch(sandbox.url('/sandbox/faults'), { method: 'DELETE' }))

interface Answered {
  readonly status: number
  readonly text: string
}

async function send(
  method: string,
  path: string,
  token: string,
  body?: unknown,
  timeoutMs = 5_000,
): Promise<Answered> {
  const response = await fetch(sandbox.url(path), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: response.status, text: await response.text() }
}

const tokenIn = async (response: Response) =>
  ((await response.json()) as { access_token: string }).access_token

const address = { city: 'Leeds', postalCode: 'LS1', countryCode: 'GB' }
const phoneNumber = '02079460018'
const upsParty = {
  Name: 'Ada',
  Address: { City: 'Leeds', PostalCode: 'LS1', CountryCode: 'GB' },
}

interface Ship {
  readonly timeoutMs?: number
  readonly lines?: readonly string[]
}

const carriers = {
  fedex: {
    token: async () =>
      tokenIn(
        await fetch(sandbox.url('/fedex/oauth/token'), {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: settings.FEDEX_CLIENT_ID,
            client_secret: settings.FEDEX_CLIENT_SECRET,
          }),
        }),
      ),
    ship: (token: string, reference: string, { timeoutMs, lines = ['1 Way'] }: Ship = {}) =>
      send(
        'POST',
        '/fedex/ship/v1/shipments',
        token,
        {
          accountNumber: { value: '1' },
          labelResponseOptions: 'URL_ONLY',
          requestedShipment: {
            shipper: { contact: { personName: 'Stoa', phoneNumber }, address },
            recipients: [
              {
                contact: { personName: 'Ada', phoneNumber },
                address: { ...address, streetLines: lines },
              },
            ],
            serviceType: 'FEDEX_INTERNATIONAL_PRIORITY',
            packagingType: 'YOUR_PACKAGING',
            pickupType: 'USE_SCHEDULED_PICKUP',
            shippingChargesPayment: { paymentType: 'SENDER' },
            requestedPackageLineItems: [
              {
                weight: { units: 'KG', value: 1 },
                customerReferences: [
                  { customerReferenceType: 'CUSTOMER_REFERENCE', value: reference },
                ],
              },
            ],
          },
        },
        timeoutMs,
      ),
    numberIn: (text: string) => /"masterTrackingNumber":"(\d{12})"/.exec(text)?.[1] ?? '',
    find: (token: string, reference: string) =>
      send('POST', '/fedex/track/v1/referencenumbers', token, {
        referencesInformation: { type: 'CUSTOMER_REFERENCE', value: reference },
      }),
    voidLabel: (token: string, trackingNumber: string) =>
      send('PUT', '/fedex/ship/v1/shipments/cancel', token, {
        accountNumber: { value: '1' },
        trackingNumber,
      }),
    signature: ({ headers, body }: Arrived) =>
      headers['fdx-signature'] === hmacHex(settings.FEDEX_WEBHOOK_SECRET, body),
  },
  ups: {
    token: async () =>
      tokenIn(
        await fetch(sandbox.url('/ups/security/v1/oauth/token'), {
          method: 'POST',
          headers: {
            authorization: `Basic ${btoa(`${settings.UPS_CLIENT_ID}:${settings.UPS_CLIENT_SECRET}`)}`,
          },
        }),
      ),
    ship: (token: string, reference: string, { timeoutMs, lines = ['1 Way'] }: Ship = {}) =>
      send(
        'POST',
        '/ups/api/shipments/v2403/ship',
        token,
        {
          ShipmentRequest: {
            Shipment: {
              Shipper: { ...upsParty, ShipperNumber: 'A1' },
              ShipTo: { ...upsParty, Address: { ...upsParty.Address, AddressLine: lines } },
              Service: { Code: '11' },
              ReferenceNumber: [{ Value: reference }],
              Package: [{ PackageWeight: { UnitOfMeasurement: { Code: 'KGS' }, Weight: '1.0' } }],
            },
          },
        },
        timeoutMs,
      ),
    numberIn: (text: string) => /"TrackingNumber":"(1Z\w{16})"/.exec(text)?.[1] ?? '',
    find: (token: string, reference: string) =>
      send('GET', `/ups/api/track/v1/reference/details/${reference}`, token),
    voidLabel: (token: string, trackingNumber: string) =>
      send('DELETE', `/ups/api/shipments/v2403/void/cancel/${trackingNumber}`, token),
    signature: ({ headers, body }: Arrived) =>
      headers['ups-signature'] === hmacHex(settings.UPS_WEBHOOK_SECRET, body),
  },
}

describe.each(['fedex', 'ups'] as const)('%s', (name) => {
  const carrier = carriers[name]
  const shipped = async () => {
    const [token, reference] = [await carrier.token(), randomUUID()]
    const { status, text } = await carrier.ship(token, reference)
    expect(status).toBe(200)
    return { token, reference, number: carrier.numberIn(text) }
  }
  const scan = (number: string, status: string) =>
    fetch(sandbox.url(`/sandbox/parcels/${number}/scans`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
    })
  const about = (number: string) => (one: Arrived) => one.body.includes(number)

  it('a shipment has a number, is found by its reference and can be voided', async () => {
    const { token, reference, number } = await shipped()
    expect((await carrier.find(token, reference)).text).toContain(number)
    expect((await carrier.voidLabel(token, number)).status).toBe(200)
    expect((await scan(number, 'in_transit')).status).toBe(404)
  })

  it('a shipment on its way cannot be voided', async () => {
    const { token, number } = await shipped()
    expect((await scan(number, 'in_transit')).status).toBe(200)
    expect((await carrier.voidLabel(token, number)).status).toBe(400)
  })

  it('who has no token, or a guessed one, gets nothing', async () => {
    const answer = await carrier.ship(`9999999999.${'0'.repeat(64)}`, randomUUID())
    expect(answer.status).toBe(401)
  })

  it('a scan sends a signed webhook, twice when that fault is on', async () => {
    const { number } = await shipped()
    await sandbox.fault(name, { kind: 'duplicate_tracking', next: 1 })
    await scan(number, 'out_for_delivery')
    const received = await sandbox.receiver.some(2, about(number))
    expect(received.map(({ path }) => path)).toEqual([`/webhooks/${name}`, `/webhooks/${name}`])
    expect(received.every(carrier.signature)).toBe(true)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
  })

  it('a shipment whose answer never came was made, and outlives a restart', async () => {
    const [token, reference] = [await carrier.token(), randomUUID()]
    await sandbox.fault(name, { kind: 'timeout', next: 1 })
    await expect(carrier.ship(token, reference, { timeoutMs: 300 })).rejects.toThrow()
    await sandbox.restart()
    expect((await carrier.find(token, reference)).status).toBe(200)
  })

  it.each([
    ['a line of more than 35 characters', ['x'.repeat(36)]],
    ['more than three lines', ['1', '2', '3', '4']],
    ['an empty line', ['']],
  ])('refuses a street with %s', async (_, lines) => {
    const [token, reference] = [await carrier.token(), randomUUID()]
    expect((await carrier.ship(token, reference, { lines })).status).toBe(400)
    expect((await carrier.find(token, reference)).status).toBe(404)
    const whole = { lines: ['🏠'.repeat(35)] }
    expect((await carrier.ship(token, reference, whole)).status).toBe(200)
  })

  it('5xx makes nothing; a decline is a bad request; down is down', async () => {
    const [token, reference] = [await carrier.token(), randomUUID()]
    await sandbox.fault(name, { kind: 'error5xx', next: 1 })
    expect((await carrier.ship(token, reference)).status).toBe(500)
    expect((await carrier.find(token, reference)).status).toBe(404)
    await sandbox.fault(name, { kind: 'decline', next: 1 })
    expect((await carrier.ship(token, reference)).status).toBe(400)
    await sandbox.fault(name, { kind: 'down' })
    expect((await carrier.find(token, reference)).status).toBe(503)
  })
})

it('a parcel that is followed goes all the way by itself', async () => {
  const quick = await startSandbox({ TRACKING_PARCELS: '1', TRACKING_STEP_MS: '10' })
  const before = sandbox
  sandbox = quick
  try {
    const { text } = await carriers.ups.ship(await carriers.ups.token(), randomUUID())
    const number = carriers.ups.numberIn(text)
    const received = await quick.receiver.some(3, (one) => one.body.includes(number))
    const codes = received.map(({ body }) => {
      const { type, code } = JSON.parse(body).activityStatus
      return `${type} ${code}`
    })
    expect(codes.sort()).toEqual(['D FS', 'I DP', 'I OT'])
  } finally {
    sandbox = before
    await quick.stop()
  }
})
