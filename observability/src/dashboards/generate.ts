import type { GeneratedFile } from '@stoa/topology'
import { boards } from './boards/index.ts'
import { buildDashboard } from './build/dashboard.ts'
import { dashboardsFolder } from './folder.ts'

/** The SDK puts links and annotations into a menu, where one does not see them. */
const withoutMenu = (key: string, value: unknown) =>
  key === 'placement' && value === 'inControlsMenu' ? undefined : value

const pathOf = ({ uid }: (typeof boards)[number]) =>
  `${dashboardsFolder}/${uid.replace(/^stoa-/, '')}.json`

export const dashboardPaths = (): string[] => boards.map(pathOf)

/** The dashboards as Grafana reads them, a file each. */
export const generateDashboards = (): GeneratedFile[] =>
  boards.map((board) => ({
    path: pathOf(board),
    text: `${JSON.stringify(buildDashboard(board), withoutMenu, 2)}\n`,
  }))
