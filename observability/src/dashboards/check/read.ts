import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { z } from 'zod'
import { readParsed } from '../../read-parsed.ts'
import { dashboardsFolder } from '../folder.ts'

const source = z.object({ type: z.enum(['prometheus', 'loki', 'jaeger']), uid: z.string() })

const target = z.object({
  datasource: source,
  refId: z.string(),
  expr: z.string(),
  legendFormat: z.string().default(''),
  instant: z.boolean().default(false),
  exemplar: z.boolean().optional(),
})

const override = z.object({
  matcher: z.object({ options: z.unknown() }),
  properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
})

const panel = z.object({
  type: z.string(),
  title: z.string().default(''),
  targets: z.array(target).default([]),
  fieldConfig: z
    .object({
      defaults: z.object({
        noValue: z.string().optional(),
        unit: z.string().optional(),
        links: z.array(z.unknown()).optional(),
      }),
      overrides: z.array(override).default([]),
    })
    .default({ defaults: {}, overrides: [] }),
})

const variable = z.object({
  name: z.string(),
  query: z.object({ query: z.string() }),
  allValue: z.string().optional(),
})

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  time: z.object({ from: z.string().regex(/^now-\d+[smhd]$/) }),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({ list: z.array(z.object({ name: z.string(), target: target })) }),
})

export type DashboardFile = z.infer<typeof dashboard>
export type PanelFile = z.infer<typeof panel>
export type Target = z.infer<typeof target>
export type VariableFile = z.infer<typeof variable>

/** Reads what the check needs to know of one dashboard. @throws ZodError for a file that is none */
export const parseDashboard = (text: string): DashboardFile => dashboard.parse(JSON.parse(text))

/** The committed dashboards, as Grafana reads them. @throws Error that names a file which is none */
export const readDashboards = (root = repositoryRoot): DashboardFile[] =>
  readdirSync(join(root, dashboardsFolder))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(dashboardsFolder, name))
    .map((path) => readParsed(join(root, path), parseDashboard, path))
