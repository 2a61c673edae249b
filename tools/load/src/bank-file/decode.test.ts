import { expect, it } from 'vitest'
import { decode } from './decode.ts'

const text = 'a,b\r\n1,Müller 🚚\r\n'

it.each([
  ['UTF-8', Buffer.from(text), undefined],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), undefined],
  ['UTF-16 that is named', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
])('decodes %s', (_, bytes, given) => {
  expect(decode(bytes, given)).toBe(text)
})

const latin = (content: string) => Buffer.from(content, 'latin1')

it('decodes Latin-1 that is named or that the XML declares, and not otherwise', () => {
  expect(decode(latin('Müller'), 'latin1')).toBe('Müller')
  const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Müller</a>'
  expect(decode(latin(xml))).toBe(xml)
  expect(() => decode(latin('a,b\n1,Müller'))).toThrow(
    /line 2, byte 0xfc at offset 7: expected utf-8; .*--encoding, for example windows-1252/,
  )
})

it('refuses UTF-16 that is not named, and an unknown encoding', () => {
  expect(() => decode(Buffer.from(`\ufeff${text}`, 'utf16le'))).toThrow(
    /line 1, byte 0xff at offset 0/,
  )
  expect(() => decode(Buffer.from(text), 'ebcdic')).toThrow(/expected utf-8.*found ebcdic/)
})
