import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditCommand } from '@stoa/audit'
import { repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { helm, renderText, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart } from '../profiles.ts'

const servicesFolder = join(repositoryRoot, 'services')

/** The errors that the audit finds in rendered YAML, by code. */
async function errorsIn(...texts: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-rendered-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'rendered.yaml'), texts.join('\n---\n'))
  const output = join(folder, 'report.json')
  const sources = [`--mesh=${folder}`, `--services=${servicesFolder}`]
  await auditCommand.run([...sources, '--json', `--output=${output}`])
  const { findings } = JSON.parse(readFileSync(output, 'utf8')) as {
    findings: { code: string; severity: string }[]
  }
  return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

const platform = () =>
  renderText('production', '--set=dashboards.enabled=false,alerts.enabled=false')

it.skipIf(without)(titled('the audit finds no error in what production deploys'), async () => {
  expect(await errorsIn(platform())).toEqual([])
})

it.skipIf(without)(titled('it refuses the same with the sandbox beside it'), async () => {
  const values = `--values=${join(servicesFolder, 'sandbox/service.yaml')}`
  const args = ['template', 'sandbox', chart('service'), '--namespace=commerce', values]
  expect(await errorsIn(platform(), runHelm(helm, args))).toContain('STOA823')
})

it.skipIf(without)(titled("it refuses the sandbox's issuer"), async () => {
  const trusting = platform().replaceAll('https://id.shop.example', 'https://sandbox.stoa.test')
  expect(await errorsIn(trusting)).toEqual(['STOA823', 'STOA823'])
})
