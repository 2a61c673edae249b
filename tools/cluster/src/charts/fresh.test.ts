import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { generatedFolder } from './files.ts'
import { requireFreshCharts } from './fresh.ts'

function copyOfCharts(): string {
  const root = mkdtempSync(join(tmpdir(), 'stoa-charts-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const folder of ['service', 'stoa', 'third-party', 'workload'])
    cpSync(join(repositoryRoot, 'charts', folder), join(root, 'charts', folder), {
      recursive: true,
      verbatimSymlinks: true,
    })
  return root
}

it('charts that were written after the last change of a service.yaml may be installed', async () => {
  await requireFreshCharts(copyOfCharts())
})

it.each([
  ['is older', `${generatedFolder}/services/orders.yaml`],
  ['belongs to no service any more', `${generatedFolder}/services/gone.yaml`],
  ['has another schema', 'charts/stoa/values.schema.json'],
  ['names images of another version', 'charts/stoa/Chart.yaml'],
])('charts of which a file %s are refused, with what writes them', async (_, path) => {
  const root = copyOfCharts()
  appendFileSync(join(root, path), '\n')
  const asked = requireFreshCharts(root)
  await expect(asked).rejects.toBeInstanceOf(CannotRun)
  await expect(asked).rejects.toThrow(`package.json: ${path}; run \`npm run charts\``)
})
