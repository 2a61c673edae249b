import type { Schema } from './document.ts'

/** Values of fields whose schema allows more than what reads well. */
const known: Readonly<Record<string, unknown>> = {
  orderId: '019d2f6c-41a0-7c3e-9b52-6f0e8a7d1c34',
  refundId: '019d2f70-9d15-7a88-8c01-2b4d6e9f0a51',
  customerId: 'ada',
  sub: 'ada',
  sku: 'TEAPOT-01',
  skus: 'TEAPOT-01,CUP-02',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone: '+44 20 7946 0018',
  company: 'Analytical Engines',
  street: '12 St James’s Square',
  street2: 'Second floor',
  street3: 'Left wing',
  city: 'London',
  region: 'Greater London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  currency: 'GBP',
  warehouse: 'leeds',
  receiptId: 'delivery-2026-03-27',
  trackingNumber: 'STOA000000017',
  reason: 'arrived broken',
  limit: 20,
  quantity: 2,
  pieces: 2,
  unitPriceMinor: 1250,
  priceMinor: 1250,
  amountMinor: 2500,
  totalMinor: 2500,
  weightGrams: 900,
  lengthMm: 260,
  widthMm: 170,
  heightMm: 160,
  creditLimitMinor: 500000,
  type: 'order.placed',
  status: 'placed',
  token: 'pm_card_visa',
  access_token: 'eyJhbGciOiJSUzI1NiIsImtpZCI6…',
  expires_in: 3600,
  quote: 'eyJhbGciOiJFUzI1NiIsImtpZCI6…',
  kid: 'n1vH0pQ3',
  'Idempotency-Key': '6f9c2b1e-basket-4711',
  'Stripe-Signature': 't=1774603800,v1=5257a869…',
  revision: 3,
  received: 100,
  onHand: 60,
  reserved: 5,
  sold: 35,
  available: 60,
  heldMinor: 20000,
  owedMinor: 80000,
  availableMinor: 400000,
  capturedMinor: 2500,
  unavailable: [],
  accounts: 1,
  position: 4711,
}

const values = {
  uuid: '019d2f6c-41a0-7c3e-9b52-6f0e8a7d1c34',
  'date-time': '2026-03-27T09:30:00.000Z',
  date: '2026-03-27',
}
const isNull = ({ type }: Schema) => type === 'null'

const fits = (value: unknown, schema: Schema): boolean => {
  const { type, pattern, minimum = value, maximum = value } = schema
  if (Array.isArray(value)) return type === 'array'
  if (!(type === 'integer' ? Number.isInteger(value) : [type].flat().includes(typeof value)))
    return false
  if (typeof value === 'string') return !pattern || new RegExp(pattern, 'u').test(value)
  return Number(value) >= Number(minimum) && Number(value) <= Number(maximum)
}

/** An example of what a schema describes; `name` is the field it is for. */
export function exampleOf(schema: Schema, name = ''): unknown {
  if (schema.examples) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  if (options) return exampleOf(options.find((one) => !isNull(one)) ?? {}, name)
  const value = known[name]
  if (value !== undefined && fits(value, schema)) return value
  if (schema.default !== undefined) return schema.default
  return ofType(schema, name)
}

function ofType(schema: Schema, name: string): unknown {
  const { format = '', items = {}, minimum = 0, properties = {} } = schema
  switch ([schema.type].flat()[0]) {
    case 'array':
      return [exampleOf(items, name.replace(/s$/, ''))]
    case 'object':
      return { ...mapValues(properties), ...othersOf(schema) }
    case 'integer':
    case 'number':
      return minimum > Number.MIN_SAFE_INTEGER ? minimum : 0
    case 'boolean':
      return true
    case 'string':
      return format in values ? values[format as keyof typeof values] : patternless(schema, name)
    default:
      return null
  }
}

const patternless = ({ pattern }: Schema, name: string) =>
  pattern && !new RegExp(pattern, 'u').test(name) ? 'home' : name || 'text'

const mapValues = (properties: Readonly<Record<string, Schema>>) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, exampleOf(property, name)]),
  )

const othersOf = ({ additionalProperties: others }: Schema) =>
  typeof others === 'object' && others.type ? { home: exampleOf(others) } : {}
