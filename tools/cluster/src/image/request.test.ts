import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { imageRequest } from './request.ts'

const topology = readTopology()

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-image-request-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

it('an image is written to a folder that is new, or empty', () => {
  const target = newFolder()
  expect(imageRequest(['orders', target], topology)).toEqual({
    ...{ service: 'orders', target, base: false },
  })
  const absent = join(target, 'absent')
  expect(imageRequest(['orders', absent, '--base'], topology)).toEqual({
    ...{ service: 'orders', target: absent, base: true },
  })
})

it.each([
  ['no folder', () => ['orders'], 'usage: npm run image -- SERVICE FOLDER [--base]'],
  ['an unknown option', () => ['orders', newFolder(), '--bse'], "'--bse'"],
  ['an unknown service', () => ['odrers', newFolder()], 'there is no service odrers; there are '],
  [
    'a folder that is not empty',
    () => {
      const folder = newFolder()
      mkdirSync(join(folder, 'app'))
      return ['orders', folder]
    },
    'is not empty; name a new folder',
  ],
  [
    'a file in its place',
    () => {
      const file = join(newFolder(), 'orders')
      writeFileSync(file, '')
      return ['orders', file]
    },
    'expected a folder, found a file',
  ],
])('an image is refused with a message: %s', (_, args, message) => {
  const refused = { name: 'CannotRun', message: expect.stringContaining(message) }
  expect(() => imageRequest(args(), topology)).toThrow(expect.objectContaining(refused))
})
