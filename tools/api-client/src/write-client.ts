/** `npm run generate -w @stoa/api-client -- <address or file>` writes a client of the API that the OpenAPI document describes. */
import { clientFolder, generateClient } from './generate.ts'

const [document] = process.argv.slice(2)
if (document === undefined) {
  console.error('expected the address or the file of an OpenAPI document, found none')
  process.exitCode = 2
} else {
  await generateClient(document)
  process.stdout.write(`wrote ${clientFolder}\n`)
}
