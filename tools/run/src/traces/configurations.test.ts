import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it, onTestFinished } from 'vitest'
import { traceTools } from '../build-tool.ts'
import { findBuilt } from '../find-built.ts'

const textOf = (tool: string) =>
  readFileSync(join(repositoryRoot, `observability/${tool}.yaml`), 'utf8')

/** What the program itself says of a configuration: its exit status. */
function validate(tool: string, program: string, text: string): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-traces-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, `${tool}.yaml`)
  writeFileSync(file, text)
  return spawnSync(program, ['validate', `--config=file:${file}`]).status
}

describe.each(traceTools)('the configuration of %s', (tool) => {
  const program = findBuilt(tool)

  it.runIf(program)('is accepted by the program, and a damaged one is not', () => {
    expect(validate(tool, program ?? '', textOf(tool))).toBe(0)
    const damaged = [
      textOf(tool)
        .replace('memory_limiter]', 'memory_limitre]')
        .replace('memory_limiter,', 'memory_limitre,'),
      textOf(tool).replace('limit_mib', 'limit_mub'),
      textOf(tool).replace('exporters: [', 'exporters: [missing, '),
    ]
    expect(new Set(damaged).size).toBe(3)
    for (const text of damaged) expect(validate(tool, program ?? '', text)).not.toBe(0)
  })
})
