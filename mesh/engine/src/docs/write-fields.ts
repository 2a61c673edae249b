import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldsPage } from './fields-page.ts'

export const pageFile = join(import.meta.dirname, '../../../../docs/mesh-fields.md')

if (import.meta.main) writeFileSync(pageFile, fieldsPage())
