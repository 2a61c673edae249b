import { expect, it, vi } from 'vitest'

const { loaded, read } = vi.hoisted(() => ({ loaded: [] as string[], read: [] as string[] }))

vi.mock('./faces.ts', async (original) => {
  loaded.push('faces.ts')
  return original()
})
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  const readFile = (file: string, ...rest: []) => {
    read.push(file)
    return fs.readFile(file, ...rest)
  }
  return { ...fs, readFile }
})

const label = {
  ...{ carrier: 'FEDEX', trackingNumber: '794600000015', weightGrams: 900, pieces: 1 },
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  address: { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' },
}

it('fonts are loaded once a label is drawn, and those of its scripts alone', async () => {
  await import('../app.ts')
  expect([loaded, read]).toEqual([[], []])
  const { drawLabel } = await import('./draw.ts')
  expect(loaded).toEqual(['faces.ts'])
  expect(read).toEqual([])
  await drawLabel(label)
  expect(read.length).toBeGreaterThan(0)
  for (const file of read) expect(file).toContain('@fontsource-variable/noto-sans/')
})
