import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { NotOnlineRetail, readPlan } from './read-plan.ts'

const extract = join(import.meta.dirname, '../data/online-retail-extract.csv')
const folders: string[] = []
const write = (name: string, content: string | Buffer): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-replay-'))
  folders.push(folder)
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const csv = `${header}\n1,A,"WARE, BLUE",2,2010-12-01 08:26:00,1.50,7.0,France\n1,POST,,1,2010-12-01,9.0,7.0,France\n`

test.each([
  ['plain', 'a.csv', csv],
  ['compressed', 'a.csv.gz', gzipSync(csv)],
])('a %s file is read', async (_, name, content) => {
  const plan = await readPlan(write(name, content), 10)
  expect(plan.steps).toMatchObject([{ invoice: '1', totalMinor: 300 }])
  expect(plan.products.get('A')).toEqual({ name: 'WARE, BLUE', priceMinor: 150 })
  expect(plan.skipped).toEqual({ postage: 1 })
})

test('a file in another format is rejected because of a missing column', async () => {
  await expect(readPlan(write('a.csv', 'a,b\n1,2\n'), 1)).rejects.toThrow(NotOnlineRetail)
})

test('a missing file is an error', async () => {
  await expect(readPlan('/nowhere.csv', 1)).rejects.toThrow('ENOENT')
})

test('every row of the extract is replayed or counted as skipped', async () => {
  const { steps, skipped, units } = await readPlan(extract, Number.MAX_SAFE_INTEGER)
  expect(steps.filter(({ kind }) => kind === 'invoice').length).toBeGreaterThan(200)
  expect(steps.filter(({ kind }) => kind === 'credit').length).toBeGreaterThan(20)
  expect(Object.keys(skipped)).toContain('postage')
  expect(skipped.malformed).toBeUndefined()
  expect(units.size).toBeGreaterThan(100)
})
