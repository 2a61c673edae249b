import { type Nkey, nkeyOf } from '@stoa/run'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const prefixBytes = 2
const secretBytes = 32

/** The key of a user's seed; undefined where the text is none. */
export function keyOfSeed(seed: string): Nkey | undefined {
  if (!/^SU[A-Z2-7]{56}$/.test(seed)) return undefined
  const bits = [...seed].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  const bytes = bits.join('').match(/.{8}/g) ?? []
  const secret = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))).subarray(
    ...[prefixBytes, prefixBytes + secretBytes],
  )
  const key = nkeyOf(secret)
  return key.seed === seed ? key : undefined
}
