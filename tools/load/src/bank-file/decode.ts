import { CannotRun } from '@stoa/topology'

/** `encoding` of an XML declaration, which is ASCII in every encoding that bank files come in. */
const declaredIn = (bytes: Buffer): string | undefined =>
  /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]+)/.exec(bytes.toString('latin1', 0, 200))?.[1]

function decoderOf(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch (error) {
    const expected =
      'expected utf-8, windows-1252, utf-16le or another label of the WHATWG Encoding Standard'
    throw new CannotRun(`encoding: ${expected}, found ${encoding}`, { cause: error })
  }
}

/**
 * The text of a file, without a byte order mark, in the given encoding, the one that its XML declares, or UTF-8. Throws CannotRun with the
 * line and byte that the encoding does not have.
 */
export function decode(bytes: Buffer, given?: string): string {
  const decoder = decoderOf(given ?? declaredIn(bytes) ?? 'utf-8')
  const { encoding } = decoder
  try {
    return decoder.decode(bytes)
  } catch (error) {
    const where = encoding === 'utf-8' ? `${placeOf(bytes)}: ` : ''
    const advice = 'name the encoding of the file with --encoding, for example windows-1252'
    throw new CannotRun(`${where}expected ${encoding}; ${advice}`, { cause: error })
  }
}

/** Where text that is not UTF-8 begins: `line 3, byte 0xfc at offset 41`. */
function placeOf(bytes: Buffer): string {
  const lenient = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  const at = bytes.findIndex((byte, index) => byte !== lenient[index])
  const line = bytes.subarray(0, at).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1)
  return `line ${line}, byte 0x${bytes[at]?.toString(16)} at offset ${at}`
}
