import { expect, test } from 'vitest'
import { createProgressBar } from './progress-bar.ts'

const written = (columns: number, isTTY = true) => {
  const texts: string[] = []
  const write = (text: string | Uint8Array) => texts.push(String(text)) > 0
  createProgressBar({ isTTY, columns, write }).show(0.5, 'x'.repeat(200))
  return texts
}

test('the bar never wraps, so that it can be cleared', () => {
  const [text = ''] = written(80)
  expect(text.replace('\r\x1b[2K', '')).toHaveLength(79)
})

test('nothing is written where no terminal is', () => {
  expect(written(80, false)).toEqual([])
})
