import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programsNamed } from '../programs.ts'
import { runProgram } from '../run-program.ts'
import { damaged, folder, readText } from './files.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stoa-history-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(programsNamed('promtool'))('%s', (promtool) => {
  const check = (file: string) => runProgram(promtool, ['check', 'config', file], folder)

  it('accepts the configuration of the stack’s Prometheus', async () => {
    const { status, output } = await check('prometheus-history.yaml')
    expect(status, output).toBe(0)
  })

  it('refuses it when a field is not known', async () => {
    const file = join(scratch, 'damaged.yaml')
    writeFileSync(
      file,
      damaged(readText('prometheus-history.yaml'), 'honor_labels', 'honour_labels'),
    )
    const { status, output } = await check(file)
    expect(status).toBe(1)
    expect(output).toContain('honour_labels')
  })
})
