import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

/** Where the examples expect the client; git ignores it. */
export const clientFolder = join(import.meta.dirname, '../client')

/** Writes a typed client of the API that an OpenAPI document describes. */
export const generateClient = (document: string, output = clientFolder) =>
  createClient({
    input: document,
    output: { path: output, importFileExtension: '.ts' },
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
    logs: { level: 'silent' },
  })
