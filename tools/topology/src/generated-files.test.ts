import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { generate, staleFiles } from './generated-files.ts'
import { TopologyError } from './topology.ts'

const folder = 'made/here'
const wanted = { path: `${folder}/a.json`, text: '{}\n' }
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stoa-generated-'))
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, wanted.path), wanted.text)
})
afterEach(() => rmSync(root, { recursive: true }))

it('finds nothing where the files are current', () => {
  expect(staleFiles([wanted], root, folder)).toEqual([])
})

it('finds a file that differs, and one that is missing', () => {
  const changed = { ...wanted, text: '{"a":1}\n' }
  const missing = { path: `${folder}/b.json`, text: '{}\n' }
  expect(staleFiles([changed, missing], root, folder)).toEqual([changed, missing])
})

it('finds what the generator does not make in folders below its own', () => {
  mkdirSync(join(root, folder, 'below'))
  writeFileSync(join(root, folder, 'below/b.json'), '')
  expect(staleFiles([wanted], root, folder)).toEqual([
    { path: `${folder}/below/b.json`, text: undefined },
  ])
})

it('finds a file that the generator does not make, in a folder that is its own', () => {
  expect(staleFiles([], root)).toEqual([])
  expect(staleFiles([], root, folder)).toEqual([{ path: wanted.path, text: undefined }])
})

it('says what is wrong with the sources, without a stack trace, and fails', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    await generate(() => {
      throw new TopologyError(['services/orders/service.yaml: port: too big'])
    })
    expect(said.mock.calls).toEqual([
      ['the service.yaml files are not valid:\n  services/orders/service.yaml: port: too big'],
    ])
    expect(process.exitCode).toBe(1)
  } finally {
    said.mockRestore()
    process.exitCode = undefined
  }
})

it('does not hide a fault of the generator', async () => {
  const fault = new TypeError('it is not a function')
  await expect(generate(() => Promise.reject(fault))).rejects.toBe(fault)
})
