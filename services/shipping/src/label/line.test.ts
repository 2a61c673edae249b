import { expect, it } from 'vitest'
import { visualOrder } from './runs.ts'
import { shapeLine } from './shape.ts'

const style = (country = 'GB') => ({ weight: 'plain' as const, country })
const shaped = (text: string, country?: string) => shapeLine(text, style(country))
const question = JSON.stringify((await shaped('?')).glyphs[0]?.path)
/** Glyphs that stand for a character that no font has. */
const missing = async (text: string, country?: string) =>
  (await shaped(text, country)).glyphs.filter(
    ({ path, isMissing }) => isMissing || JSON.stringify(path) === question,
  ).length

it.each([
  ['Latin', 'ÀÉÎÕÜß Łódź Đặng Thị Nguyễn Ở İstanbul Þórður Ǣ ȘȚ ẂŴỲ Ħż Åland Œuvre', 'GB'],
  ['Greek', 'Ελευθέριος Βενιζέλος, Ὀδυσσεύς ᾧ', 'GR'],
  ['Cyrillic', 'Київ, вул. Хрещатик; Ѓорѓи Џенан Ёлкин ҐЄІЇ Қазақстан', 'UA'],
  ['Japanese', '山田 太郎 東京都渋谷区神南１丁目 ビル「さくら」カフェ、髙﨑', 'JP'],
  ['Chinese, simplified', '广东省深圳市南山区科技园 李娜 张伟', 'CN'],
  ['Chinese, traditional', '臺北市信義區 陳怡君 龍鳳閣', 'TW'],
  ['Korean', '서울특별시 강남구 테헤란로 김민수 똠뷁', 'KR'],
  ['Arabic', 'محمد بن راشد، شارع الشيخ زايد ١٢٣ پچژگ', 'AE'],
  ['Hebrew', 'דוד בן־גוריון, רחוב הרצל 12 שָׁלוֹם', 'IL'],
  ['all of them', 'Müller Ωμέγα Ёж 山田 さくら 김 محمد דוד', 'DE'],
])('every character has a glyph: %s', async (_, text, country) => {
  expect(await missing(text, country)).toBe(0)
  expect((await shaped(text, country)).width).toBeGreaterThan(0)
})

it('a character that no font has is printed as a question mark', async () => {
  expect(await missing('\u{13000}')).toBe(1)
  expect(await missing('a\u{13000}b')).toBe(1)
})

it('Arabic letters are joined: each has another form at the start, in the middle and alone', async () => {
  const paths = async (text: string) => (await shaped(text)).glyphs.map(({ path }) => path)
  const [alone] = await paths('ه')
  const joined = await paths('ههه')
  for (const path of joined) expect(path).not.toEqual(alone)
  const [lastForm, middleForm, firstForm] = joined
  expect(firstForm).not.toEqual(middleForm)
  expect(middleForm).not.toEqual(lastForm)
})

it('lam before alef has a form of its own', async () => {
  const [lamBeforeAlef] = (await shaped('لا')).glyphs.toReversed()
  const [lamBeforeOther] = (await shaped('له')).glyphs.toReversed()
  expect(lamBeforeAlef?.path).not.toEqual(lamBeforeOther?.path)
})

it('a vowel mark stands over its letter and takes no room', async () => {
  const [plain, marked] = [await shaped('ب'), await shaped('بَ')]
  expect(marked.glyphs.length).toBe(plain.glyphs.length + 1)
  expect(marked.width).toBe(plain.width)
})

it('a line from right to left has its first letter at its right, and digits in their own order', async () => {
  const line = await shaped('א12')
  expect(line.isRightToLeft).toBe(true)
  const [one, two, alef] = await Promise.all(['1', '2', 'א'].map((text) => shaped(text)))
  expect(line.glyphs.map(({ path }) => path)).toEqual(
    [one, two, alef].map((single) => single?.glyphs[0]?.path),
  )
  expect((await shaped('1 High Street')).isRightToLeft).toBe(false)
})

it('runs stand on the line as the Unicode Bidirectional Algorithm orders them', () => {
  const runs = ['a', 'B', '1', 'C', 'd'].map((text, index) => ({
    ...{ text, level: [0, 1, 2, 1, 0][index] ?? 0 },
  }))
  expect(visualOrder(runs).map(({ text }) => text)).toEqual(['a', 'C', '1', 'B', 'd'])
})

it('Chinese characters have the forms that the country expects', async () => {
  const path = async (country: string) => (await shaped('骨直', country)).glyphs.map((g) => g.path)
  expect(await path('JP')).not.toEqual(await path('CN'))
  expect(await path('TW')).not.toEqual(await path('CN'))
})
