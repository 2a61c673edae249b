import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addresses, helm, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart } from '../profiles.ts'
import { platformVersion } from './chart-version.ts'

const rendered = (path: string) =>
  runHelm(helm, ['template', 'stoa', path, '--namespace=commerce', `--values=${addresses}`])

describe.skipIf(without)(titled('the chart as a release packages it'), () => {
  it('has all that its links lead to, and names the images of the version', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stoa-package-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const version = ['--version=1.2.3-rc.1', '--app-version=1.2.3-rc.1']
    runHelm(helm, ['package', chart('stoa'), ...version, `--destination=${folder}`])
    const text = rendered(join(folder, 'stoa-1.2.3-rc.1.tgz'))
    expect(text).toContain('/orders:1.2.3-rc.1"')
    expect(text.replaceAll('1.2.3-rc.1', platformVersion())).toBe(rendered(chart('stoa')))
  })
})
