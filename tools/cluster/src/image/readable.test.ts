import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { entriesIn } from '../../test/rootfs.ts'
import { assembleService } from './assemble.ts'
import { imageMode } from './readable.ts'

const files = {
  'services/a/package.json': JSON.stringify({ name: '@stoa/a', dependencies: { b: '1' } }),
  'services/a/src/main.ts': "import 'b'",
  'node_modules/b/package.json': JSON.stringify({ name: 'b', main: 'b.js' }),
  'node_modules/b/b.js': '',
}

/** The files of the image of a service whose source is checked out with a umask, and assembled with it. */
function imageWith(umask: number): string[] {
  const root = mkdtempSync(join(tmpdir(), 'stoa-modes-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
    chmodSync(join(root, file), 0o666 & ~umask)
  }
  chmodSync(join(root, 'node_modules/b/b.js'), 0o777 & ~umask)
  const before = process.umask(umask)
  try {
    assembleService(root, 'a', join(root, 'image'))
  } finally {
    process.umask(before)
  }
  return entriesIn(join(root, 'image'))
}

it('an image is the same, and readable by its user, whatever umask its source has', () => {
  const image = imageWith(0o022)
  expect(image).toHaveLength(9)
  expect([imageWith(0o027), imageWith(0o002), imageWith(0o077)]).toEqual([image, image, image])
})

it.each([
  [0o640, false, 0o644],
  [0o664, false, 0o644],
  [0o4744, false, 0o755],
  [0o700, true, 0o755],
])('%o of a file, or of a folder (%s), is %o in an image', (mode, isFolder, expected) => {
  expect(imageMode(mode, isFolder)).toBe(expected)
})
