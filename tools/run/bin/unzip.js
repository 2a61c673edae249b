import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const stored = 0
const deflated = 8

/** One member of a zip archive that is in memory, unpacked. @param {Buffer} zip @param {string} name */
export function memberOf(zip, name) {
  for (const entry of entriesOf(zip)) {
    if (entry.name !== name) continue
    const start =
      entry.offset + 30 + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28)
    const packed = zip.subarray(start, start + entry.packedBytes)
    if (entry.method === stored) return packed
    if (entry.method === deflated) return inflateRawSync(packed)
    throw new Error(`${name} is packed by a method this reader does not know (${entry.method})`)
  }
  throw new Error(`the archive holds no ${name}`)
}

function* entriesOf(zip) {
  let at = zip.readUInt32LE(endOf(zip) + 16)
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === ENTRY) {
    const nameBytes = zip.readUInt16LE(at + 28)
    yield {
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes),
      method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20),
      offset: zip.readUInt32LE(at + 42),
    }
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
}

function endOf(zip) {
  const last = zip.length - 22
  for (let at = last; at >= Math.max(0, last - 65_535); at--)
    if (zip.readUInt32LE(at) === END) return at
  throw new Error('this is not a zip archive')
}
