interface ElementType<Value> {
  readonly oid: number
  readonly holds: (value: unknown) => value is Value
  readonly bytes: (value: Value) => number
  readonly write: (to: Buffer, value: Value, at: number, bytes: number) => void
}

const epoch2000Ms = 946_684_800_000
const word = 4_294_967_296

function writeInt8(to: Buffer, value: number, at: number): void {
  to.writeInt32BE(Math.floor(value / word), at)
  to.writeUInt32BE(value >>> 0, at + 4)
}

const text: ElementType<string> = {
  oid: 25,
  holds: (value) => typeof value === 'string',
  bytes: (value) => Buffer.byteLength(value),
  write: (to, value, at, bytes) => void to.write(value, at, bytes),
}

const integer: ElementType<number> = {
  oid: 23,
  holds: (value): value is number =>
    Number.isInteger(value) && Math.abs(value as number) < word / 2,
  bytes: () => 4,
  write: (to, value, at) => void to.writeInt32BE(value, at),
}

const bigint: ElementType<number> = {
  oid: 20,
  holds: (value): value is number => Number.isSafeInteger(value),
  bytes: () => 8,
  write: writeInt8,
}

const boolean: ElementType<boolean> = {
  oid: 16,
  holds: (value) => typeof value === 'boolean',
  bytes: () => 1,
  write: (to, value, at) => void to.writeUInt8(value ? 1 : 0, at),
}

const timestamptz: ElementType<Date> = {
  oid: 1184,
  holds: (value): value is Date =>
    value instanceof Date && Math.abs(value.getTime()) < Number.MAX_SAFE_INTEGER / 2_000,
  bytes: () => 8,
  write: (to, value, at) => writeInt8(to, (value.getTime() - epoch2000Ms) * 1_000, at),
}

const headerBytes = 12
const dimensionBytes = 8
const lengthBytes = 4

const encoderOf =
  <Value>({ oid, holds, bytes, write }: ElementType<Value>) =>
  (values: readonly unknown[]): Buffer | undefined => {
    const lengths = new Int32Array(values.length)
    let size = headerBytes + (values.length > 0 ? dimensionBytes : 0)
    let hasNull = 0
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]
      if (value === null || value === undefined) hasNull = 1
      else if (!holds(value)) return undefined
      else size += bytesAt(lengths, index, bytes(value))
      size += lengthBytes
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

function bytesAt(lengths: Int32Array, index: number, bytes: number): number {
  lengths[index] = bytes
  return bytes
}

export type ArrayEncoder = (values: readonly unknown[]) => Buffer | undefined

const encoders: Readonly<Record<string, ArrayEncoder>> = {
  text: encoderOf(text),
  integer: encoderOf(integer),
  bigint: encoderOf(bigint),
  boolean: encoderOf(boolean),
  timestamptz: encoderOf(timestamptz),
}

const cast = new RegExp(`\\$(\\d+)::(${Object.keys(encoders).join('|')})\\[\\]`, 'g')

/**
 * For each parameter that the statement casts to an array, by its place: how it goes in binary form.
 * UUIDs are not among them: to pack them costs more here than to read them costs there.
 */
export function arrayEncoders(statement: string): readonly (ArrayEncoder | undefined)[] {
  const found: (ArrayEncoder | undefined)[] = []
  for (const [, place, type] of statement.matchAll(cast))
    found[Number(place) - 1] = encoders[type ?? '']
  return found
}

/** In Postgres' text form every quote of a JSON text is escaped here and searched for there; not so in this. */
export const encoded = (
  values: readonly unknown[],
  by: readonly (ArrayEncoder | undefined)[],
): unknown[] => values.map((value, index) => (Array.isArray(value) && by[index]?.(value)) || value)
