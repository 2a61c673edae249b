import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const binary = join(import.meta.dirname, '../../../.stoa/tools/istio-reference')

mkdirSync(join(binary, '..'), { recursive: true })
const { error, status } = spawnSync(
  'go',
  ['build', '-trimpath', '-buildvcs=false', '-o', binary, '.'],
  {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  },
)
if (error) console.error(`no Go: ${error.message}`)
process.exitCode = status ?? 1
