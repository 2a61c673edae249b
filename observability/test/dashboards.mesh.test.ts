import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { shownBy } from '../src/dashboards/check/data.ts'
import { queriesOf } from '../src/dashboards/check/queries.ts'
import { readDashboards } from '../src/dashboards/check/read.ts'
import { anyValues, interpolate } from '../src/dashboards/macros.ts'
import { programsNamed } from './programs.ts'
import { runProgram } from './run-program.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stoa-dashboards-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Each query as the check sends it to Prometheus. */
const queries = readDashboards().flatMap((dashboard) =>
  queriesOf(dashboard)
    .filter(({ target }) => target.datasource.type === 'prometheus')
    .map(({ target }) => {
      const expr = interpolate(target.expr, anyValues(target.expr))
      return shownBy(expr, target.instant, dashboard)
    }),
)

// The grammar knows no types: that `rate` wants a range, or `histogram_quantile` a number first, Prometheus alone knows.
describe.each(programsNamed('promtool'))('%s', (promtool) => {
  const check = async (expressions: readonly string[]) => {
    const file = join(scratch, 'queries.yaml')
    const rules = expressions.map((expr, index) => ({ record: `query:${index}`, expr }))
    writeFileSync(file, stringify({ groups: [{ name: 'queries', rules }] }))
    return runProgram(promtool, ['check', 'rules', file])
  }

  it('accepts every query of the dashboards', async () => {
    const { status, output } = await check(queries)
    expect(status, output).toBe(0)
    expect(queries.length).toBeGreaterThan(150)
  })

  it('refuses a query whose types are wrong', async () => {
    const { status, output } = await check([...queries, 'rate(up)'])
    expect(status).toBe(1)
    expect(output).toContain('expected type range vector')
  })
})
