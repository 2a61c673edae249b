import { expect, it } from 'vitest'
import { versionOf } from './places.ts'
import { buildNames, requiredVersion } from './programs.ts'

it('the version of a build is the one that its go.mod requires', () => {
  const goMod =
    'module a\n\nrequire example.org/one v1.2.3\n\nrequire (\n\texample.org/two v0.4.0 // indirect\n)\n'
  expect(requiredVersion(goMod, 'example.org/one')).toBe('1.2.3')
  expect(requiredVersion(goMod, 'example.org/two')).toBe('0.4.0')
  expect(() => requiredVersion(goMod, 'example.org/three')).toThrow('example.org/three')
})

it.each(buildNames)('the module of %s pins a version', (name) => {
  expect(versionOf(name)).toMatch(/^\d+\.\d+\.\d+/)
})
