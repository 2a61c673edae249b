import { expect, it } from 'vitest'
import { helmProblem } from './find.ts'
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

it('a Helm that is missing or too old is named, with the command that brings another', () => {
  expect(helmProblem(undefined)?.problem).toContain('npx stoa tools build helm')
  expect(helmProblem('v3.18.2+g04cad46\n')?.problem).toContain('v3.18.2+g04cad46 is too old')
  expect(helmProblem('v4.3.2\n')).toBeUndefined()
})
