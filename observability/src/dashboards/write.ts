/** `npm run dashboards` writes the dashboards; with `--check` it only says which are out of date. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { dashboardsFolder } from './folder.ts'
import { generateDashboards } from './generate.ts'
import { staleFiles } from './stale.ts'

const isCheck = process.argv.includes('--check')
mkdirSync(join(repositoryRoot, dashboardsFolder), { recursive: true })
for (const { path, text } of staleFiles(generateDashboards(), repositoryRoot)) {
  const file = join(repositoryRoot, path)
  if (isCheck) {
    console.error(`${path} differs from its builders, rules or alerts; run npm run dashboards`)
    process.exitCode = 1
  } else if (text === undefined) {
    rmSync(file)
    console.error(`removed ${path}`)
  } else {
    writeFileSync(file, text)
    console.error(`wrote ${path}`)
  }
}
