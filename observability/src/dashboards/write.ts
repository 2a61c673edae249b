/** `npm run dashboards` writes the dashboards; with `--check` it only says which are out of date. */
import { updateGenerated } from '@stoa/topology'
import { dashboardsFolder } from './folder.ts'
import { generateDashboards } from './generate.ts'

updateGenerated({
  files: generateDashboards(),
  folder: dashboardsFolder,
  source: 'its builders, rules or alerts',
  command: 'npm run dashboards',
})
