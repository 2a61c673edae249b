import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findBuilt } from './find-built.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-built-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const version of ['4.9.0', '4.10.0']) {
  mkdirSync(join(folder, `helm-${version}`))
  writeFileSync(join(folder, `helm-${version}/helm`), '')
}

it('the newest build is found; one that is not there is undefined, or fails where it is required', () => {
  expect(findBuilt('helm', folder, 'helm tilt')).toBe(join(folder, 'helm-4.10.0/helm'))
  expect(findBuilt('tilt', folder, '')).toBeUndefined()
  expect(findBuilt('tilt', folder, 'helm')).toBeUndefined()
  expect(() => findBuilt('tilt', folder, 'helm tilt')).toThrow('`npx stoa tools build tilt`')
})
