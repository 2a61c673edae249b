import { expect, it } from 'vitest'
import { freeBytes, volumesSetting } from './volumes.ts'

const mebibyte = 1024 * 1024

it('the setting names folders with the MiB that must stay free', () => {
  expect(volumesSetting.parse('database=/data/pg:256, broker=/data/a:b:8')).toEqual([
    { name: 'database', path: '/data/pg', reserveBytes: 256 * mebibyte },
    { name: 'broker', path: '/data/a:b', reserveBytes: 8 * mebibyte },
  ])
})

it.each([
  'data:256',
  '/data:1',
  'a=data:1',
  'a=/data',
  'a=/data:',
  'a=/data:lots',
  'a=/data:1,',
  '=/data:1',
])('%s is refused', (text) => {
  expect(volumesSetting.safeParse(text).success).toBe(false)
})

it('a volume tells how much is left', async () => {
  expect(await freeBytes('/')).toBeGreaterThan(0)
  await expect(freeBytes('/no/such/folder')).rejects.toThrow(/ENOENT/)
})
