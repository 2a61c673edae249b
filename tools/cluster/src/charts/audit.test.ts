import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditCommand } from '@stoa/audit'
import { repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { addresses, helm, objectsIn, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart, renderArguments } from '../profiles.ts'

const servicesFolder = join(repositoryRoot, 'services')

interface Finding {
  readonly code: string
  readonly severity: string
}
const codeOf = ({ code }: Finding) => code

/** What the audit finds in rendered YAML. */
async function findingsIn(...texts: readonly string[]): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-rendered-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'rendered.yaml'), texts.join('\n---\n'))
  const output = join(folder, 'report.json')
  const sources = [`--mesh=${folder}`, `--services=${servicesFolder}`]
  await auditCommand.run([...sources, '--json', `--output=${output}`])
  return (JSON.parse(readFileSync(output, 'utf8')) as { findings: Finding[] }).findings
}

const errorsIn = async (...texts: readonly string[]) =>
  (await findingsIn(...texts)).filter(({ severity }) => severity === 'error').map(codeOf)

const [ownChart = '', ...ofProduction] = renderArguments('production', [addresses])

const platform = (folder = ownChart) =>
  runHelm(helm, [
    ...['template', 'stoa', folder, ...ofProduction],
    '--set=dashboards.enabled=false,alerts.enabled=false',
  ])

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

it.skipIf(without)(
  titled('it finds nothing more where two services call one provider, whose objects come once'),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stoa-chart-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    cpSync(ownChart, folder, { recursive: true, dereference: true })
    const shipping = join(folder, 'generated/services/shipping.yaml')
    const before = readFileSync(shipping, 'utf8')
    const shared = before.replace('UPS_URL: onlinetools.ups.com', 'UPS_URL: api.stripe.com')
    expect(shared).not.toBe(before)
    writeFileSync(shipping, shared)

    const text = platform(folder)
    const [found, usual] = [await findingsIn(text), await findingsIn(platform())]
    expect(found.map(codeOf)).toEqual(usual.map(codeOf))
    const named = objectsIn(text)
      .filter(({ spec }) => [spec?.host, ...(spec?.hosts ?? [])].includes('api.stripe.com'))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(named.sort()).toEqual(
      ['DestinationRule', 'ServiceEntry', 'VirtualService'].map(
        (kind) => `${kind} payments-api-stripe-com`,
      ),
    )
  },
)
