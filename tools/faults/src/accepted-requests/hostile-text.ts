import fc from 'fast-check'

/** What breaks careless programs and is text all the same. */
const unusual = [
  ...'a Z 7 ß é e\u0301 Ä ğ İ ŉ ﬁ Ω Ж 李 한 ア א م 😀 👩‍👩‍👧 🇬🇧 𝔸 \u{10ffff} Z\u0351\u0327\u0301 \u{e0041}'.split(
    ' ',
  ),
  ...' |\u00a0|\u200f|\u200e|\u200b|\u200d|\ufeff|\u00ad|\u3164|\uffff|\ufffd'.split('|'),
  ...String.raw`' " \ \0 \u0000 \ud83d %00 %s $1 {{x}} ;-- <b> &amp; / .. null NaN -1 1e999 [] {} , | ^ ~`.split(
    ' ',
  ),
]

/** What no line of text may have. */
const refused = [...'\0\u0001\t\n\r\u0085\u2028\u202e\u2066', '\ud83d', '\ude00']

const pieces = fc.oneof(
  { weight: 800, arbitrary: fc.constantFrom(...unusual) },
  { weight: 1, arbitrary: fc.constantFrom(...refused) },
)

const cut = (text: string, max: number) => [...text].slice(0, max).join('')

/** Lines of text of up to `max` characters, short ones, and now and then one that fills the field; few are not allowed. */
export const hostileText = (max: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 29,
      arbitrary: fc
        .array(pieces, { minLength: 1, maxLength: 12 })
        .map((all) => cut(`A${all.join('')}`, max)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...unusual).map((one) => cut(`B${one.repeat(max)}`, max)),
    },
  )
