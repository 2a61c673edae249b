import { readFileSync } from 'node:fs'
import { afterAll, expect, vi } from 'vitest'

/** Set up before each test file that shares its process with others: what the file changes there ends with it. */

const { testPath = '' } = expect.getState()
const environment = { ...process.env }

// A mock is for modules that are loaded after it, and must not stay in those that the next file gets.
const mocksModules = /\bvi\.(mock|doMock)\(/.test(readFileSync(testPath, 'utf8'))
if (mocksModules) vi.resetModules()

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
  if (mocksModules) vi.resetModules()
})
