interface ElementType<Value> {
  readonly oid: number
  readonly accepts: (value: unknown) => value is Value
  readonly byteLength: (value: Value) => number
  readonly write: (to: Buffer, value: Value, at: number, byteLength: number) => void
}

const epoch2000Ms = 946_684_800_000
const twoToThe32 = 4_294_967_296

function writeInt8(to: Buffer, value: number, at: number): void {
  to.writeInt32BE(Math.floor(value / twoToThe32), at)
  to.writeUInt32BE(value >>> 0, at + 4)
}

const text: ElementType<string> = {
  oid: 25,
  accepts: (value) => typeof value === 'string',
  byteLength: (value) => Buffer.byteLength(value),
  write: (to, value, at, byteLength) => void to.write(value, at, byteLength),
}

const integer: ElementType<number> = {
  oid: 23,
  accepts: (value): value is number =>
    Number.isInteger(value) && Math.abs(value as number) < twoToThe32 / 2,
  byteLength: () => 4,
  write: (to, value, at) => void to.writeInt32BE(value, at),
}

const bigint: ElementType<number> = {
  oid: 20,
  accepts: (value): value is number => Number.isSafeInteger(value),
  byteLength: () => 8,
  write: writeInt8,
}

const boolean: ElementType<boolean> = {
  oid: 16,
  accepts: (value) => typeof value === 'boolean',
  byteLength: () => 1,
  write: (to, value, at) => void to.writeUInt8(value ? 1 : 0, at),
}

const timestamptz: ElementType<Date> = {
  oid: 1184,
  accepts: (value): value is Date =>
    value instanceof Date && Math.abs(value.getTime()) < Number.MAX_SAFE_INTEGER / 2_000,
  byteLength: () => 8,
  write: (to, value, at) => writeInt8(to, (value.getTime() - epoch2000Ms) * 1_000, at),
}

const headerBytes = 12
const dimensionBytes = 8
const lengthBytes = 4

/** Encodes an array in Postgres' binary format; undefined when an element is not of the type. */
const encoderOf =
  <Value>({ oid, accepts, byteLength, write }: ElementType<Value>) =>
  (values: readonly unknown[]): Buffer | undefined => {
    const lengths = new Int32Array(values.length)
    let size = headerBytes + (values.length > 0 ? dimensionBytes : 0)
    let hasNull = 0
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]
      size += lengthBytes
      if (value === null || value === undefined) {
        hasNull = 1
        continue
      }
      if (!accepts(value)) return undefined
      const length = byteLength(value)
      lengths[index] = length
      size += length
    }
    const buffer = Buffer.allocUnsafe(size)
    buffer.writeInt32BE(values.length > 0 ? 1 : 0, 0)
    buffer.writeInt32BE(hasNull, 4)
    buffer.writeInt32BE(oid, 8)
    if (values.length === 0) return buffer
    buffer.writeInt32BE(values.length, headerBytes)
    buffer.writeInt32BE(1, headerBytes + 4)
    let at = headerBytes + dimensionBytes
    values.forEach((value, index) => {
      const isNull = value === null || value === undefined
      const length = lengths[index] ?? 0
      buffer.writeInt32BE(isNull ? -1 : length, at)
      at += lengthBytes
      if (isNull) return
      write(buffer, value as Value, at, length)
      at += length
    })
    return buffer
  }

export type ArrayEncoder = (values: readonly unknown[]) => Buffer | undefined

const encoders: Readonly<Record<string, ArrayEncoder>> = {
  text: encoderOf(text),
  integer: encoderOf(integer),
  bigint: encoderOf(bigint),
  boolean: encoderOf(boolean),
  timestamptz: encoderOf(timestamptz),
}

const arrayCast = new RegExp(`\\$(\\d+)::(${Object.keys(encoders).join('|')})\\[\\]`, 'g')

/**
 * Encoders by the position of the parameter, for the parameters that the statement casts to an array.
 * `uuid[]` has none: packing UUIDs here costs more than parsing their text in Postgres.
 *
 * @example arrayEncoders('select unnest($2::bigint[])') // [undefined, the encoder of bigint[]]
 */
export function arrayEncoders(statement: string): readonly (ArrayEncoder | undefined)[] {
  const encodersByPosition: (ArrayEncoder | undefined)[] = []
  for (const [, position, type] of statement.matchAll(arrayCast))
    encodersByPosition[Number(position) - 1] = encoders[type ?? '']
  return encodersByPosition
}

/**
 * Replaces each array by its binary form, which spares both sides the quotes and escapes of the text form.
 * An array that its encoder cannot encode stays as it is, for Postgres to parse or reject.
 */
export const encoded = (
  values: readonly unknown[],
  encodersByPosition: readonly (ArrayEncoder | undefined)[],
): unknown[] =>
  values.map(
    (value, index) => (Array.isArray(value) && encodersByPosition[index]?.(value)) || value,
  )
