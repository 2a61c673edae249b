import { createPrivateKey, createPublicKey, sign } from 'node:crypto'

export interface Nkey {
  /** Starts with SU: the client's secret. */
  readonly seed: string
  /** Starts with U: stands in the server's configuration. */
  readonly publicKey: string
  sign(nonce: Buffer): Buffer
}

const userPrefix = 20 << 3
const seedPrefix = 18 << 3
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ed25519Header = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A NATS user key made of 32 secret bytes. */
export function nkeyOf(secret: Buffer): Nkey {
  const der = Buffer.concat([ed25519Header, secret])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicBytes = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32)
  const [first, second] = [seedPrefix | (userPrefix >> 5), (userPrefix & 31) << 3]
  return {
    seed: encode(Buffer.concat([Buffer.of(first, second), secret])),
    publicKey: encode(Buffer.concat([Buffer.of(userPrefix), publicBytes])),
    sign: (nonce) => sign(null, nonce, privateKey),
  }
}

function encode(bytes: Buffer): string {
  const checksum = Buffer.alloc(2)
  checksum.writeUInt16LE(crc16(bytes))
  return base32(Buffer.concat([bytes, checksum]))
}

function base32(bytes: Buffer): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31]
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text
}

/** CRC-16/XMODEM, the checksum of NATS keys. */
function crc16(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
