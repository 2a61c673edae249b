import { expect, it } from 'vitest'
import { freeBytes, volumesSetting } from './volumes.ts'

const mebibyte = 1024 * 1024

it('the setting names folders with the MiB that must stay free', () => {
  expect(volumesSetting.parse('/data/pg:256, /data/a:b:8')).toEqual([
    { path: '/data/pg', reserveBytes: 256 * mebibyte },
    { path: '/data/a:b', reserveBytes: 8 * mebibyte },
  ])
})

it.each(['data:256', '/data', '/data:', '/data:lots', '/data:1,'])('%s is refused', (text) => {
  expect(volumesSetting.safeParse(text).success).toBe(false)
})

it('a volume tells how much is left', async () => {
  expect(await freeBytes('/')).toBeGreaterThan(0)
  await expect(freeBytes('/no/such/folder')).rejects.toThrow(/ENOENT/)
})
