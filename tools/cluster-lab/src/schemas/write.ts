/** `npm run chart-schemas` writes the schemas of the kinds that the charts render, as the API server of a running lab has them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chart, renderEverything, schemaFile } from '@stoa/cluster'
import { groupPath } from '../kubernetes/discovery.ts'
import { openHttp } from '../kubernetes/http.ts'
import { labHome } from '../places.ts'
import { objectsOf } from '../render/read-objects.ts'
import { findRunningLab } from '../running-lab.ts'
import { type Kind, strictSchema } from './strict-schema.ts'

const { access } = findRunningLab(labHome(process.env))
const { send, close } = openHttp(access)

const kinds = new Map<string, Kind>()
for (const text of await renderEverything())
  for (const { apiVersion, kind } of objectsOf(text, 'render'))
    kinds.set(`${apiVersion} ${kind}`, { apiVersion, kind })

rmSync(chart('schemas'), { recursive: true, force: true })
for (const kind of kinds.values()) {
  const path = `/openapi/v3${groupPath(kind.apiVersion)}`
  const { status, text } = await send({ path })
  if (status !== 200) throw new Error(`GET ${path}: ${status}`)
  const file = join(chart('schemas'), schemaFile(kind))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(strictSchema(JSON.parse(text), kind))}\n`)
}
close()
process.stdout.write(`wrote the schemas of ${kinds.size} kinds into charts/schemas\n`)
