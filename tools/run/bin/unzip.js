import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const stored = 0
const deflated = 8

/**
 * The files of a zip archive with the name `name`, or below the folder `name` when it ends in a slash.
 * @param {Buffer} zip @param {string} name
 */
export function membersOf(zip, name) {
  const wanted = name.endsWith('/')
    ? (entry) => entry.name.startsWith(name) && !entry.name.endsWith('/')
    : (entry) => entry.name === name
  const members = [...entriesOf(zip)].filter(wanted)
  if (members.length === 0) throw new Error(`the archive does not contain ${name}`)
  return members.map((entry) => ({ name: entry.name, bytes: unpacked(zip, entry) }))
}

function unpacked(zip, { name, method, offset, packedBytes }) {
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
  const packed = zip.subarray(start, start + packedBytes)
  if (method === stored) return packed
  if (method === deflated) return inflateRawSync(packed)
  throw new Error(`${name}: compression method ${method} is not supported`)
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
