import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const config = join(root, '.dependency-cruiser.cjs')

/** The output of dependency-cruiser for a tree of these files. */
function checkImports(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), 'stoa-imports-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), text)
  }
  const folders = [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? ''))]
  try {
    return execFileSync(process.execPath, [program, '--config', config, ...folders], {
      cwd: home,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    return String((error as { stdout: string }).stdout)
  }
}

const leaf = 'export type A = string\n'

describe('the import rules', () => {
  it('accept a tree that follows them', () => {
    const files = {
      'services/a/src/app.ts': "import type { A } from './deps.ts'\nexport type B = A\n",
    }
    expect(checkImports({ ...files, 'services/a/src/deps.ts': leaf })).toMatch(
      /no dependency violations/,
    )
  })

  it.each([
    ['services-apart', 'services/a/src/x.ts', 'services/b/src/y.ts', '../../b/src/y.ts'],
    [
      'packages-below',
      'packages/events/src/x.ts',
      'tools/run/src/y.ts',
      '../../../tools/run/src/y.ts',
    ],
    ['tools-outside', 'tools/run/src/x.ts', 'services/a/src/y.ts', '../../../services/a/src/y.ts'],
    [
      'leaf-packages',
      'packages/contracts/src/x.ts',
      'packages/events/src/y.ts',
      '../../events/src/y.ts',
    ],
    [
      'use-cases-know-no-border',
      'services/a/src/use-cases/x.ts',
      'services/a/src/routes.ts',
      '../routes.ts',
    ],
    [
      'rules-import-no-store',
      'services/a/src/view.ts',
      'services/a/src/store/orders.ts',
      './store/orders.ts',
    ],
    ['sql-in-stores', 'services/a/src/routes.ts', 'node_modules/kysely/index.js', 'kysely'],
    [
      'gateway-without-store',
      'services/gateway/src/x.ts',
      'packages/postgres/src/y.ts',
      '../../../packages/postgres/src/y.ts',
    ],
    [
      'mesh-model-layer',
      'mesh/engine/src/model/x.ts',
      'mesh/engine/src/evaluate/y.ts',
      '../evaluate/y.ts',
    ],
    [
      'mesh-evaluate-layer',
      'mesh/engine/src/evaluate/x.ts',
      'mesh/engine/src/compile/y.ts',
      '../compile/y.ts',
    ],
    [
      'mesh-compile-layer',
      'mesh/engine/src/compile/x.ts',
      'mesh/engine/src/authority/y.ts',
      '../authority/y.ts',
    ],
    [
      'mesh-serve-on-top',
      'mesh/engine/src/explain/x.ts',
      'mesh/engine/src/serve/y.ts',
      '../serve/y.ts',
    ],
    [
      'mesh-serve-without-commands',
      'mesh/engine/src/serve/x.ts',
      'mesh/engine/src/commands/y.ts',
      '../commands/y.ts',
    ],
    [
      'mesh-policy-pure',
      'mesh/engine/src/policy.ts',
      'mesh/engine/src/compile/y.ts',
      './compile/y.ts',
    ],
    [
      'audit-reads-policy',
      'mesh/audit/src/x.ts',
      'mesh/engine/src/model/y.ts',
      '../../engine/src/model/y.ts',
    ],
  ])('find a violation of %s, even by a type import', (rule, from, to, path) => {
    const files = { [from]: `import type { A } from '${path}'\nexport type B = A\n`, [to]: leaf }
    expect(checkImports(files)).toContain(`error ${rule}`)
  })

  it('find an SDK of a provider that payments imports, and let its types pass', () => {
    const sdk = { 'node_modules/stripe/index.js': leaf }
    const importing = (what: string) =>
      checkImports({
        'services/payments/src/clients/x.ts': `${what} from 'stripe'\nexport type B = A\n`,
        ...sdk,
      })
    expect(importing('import { A }')).toContain('error sdks-by-require')
    expect(importing('import type { A }')).toMatch(/no dependency violations/)
  })

  it('find a cycle', () => {
    const cycleWith = (other: string) =>
      `import type { A } from './${other}.ts'\nexport type B = A\n`
    const files = { 'services/a/src/x.ts': cycleWith('y'), 'services/a/src/y.ts': cycleWith('x') }
    expect(checkImports(files)).toContain('error no-cycles')
  })
})
