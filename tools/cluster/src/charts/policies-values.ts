import { z } from 'zod'

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const group = '[0-9a-fA-F]{1,4}'
/** Each place at which groups of zeros may be left out, and none. */
const groups = [
  `(${group}:){7}${group}`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${group}:){1,${7 - after}}(:${group}){1,${after}}`),
  `(${group}:){1,7}:`,
  `:((:${group}){1,7}|:)`,
].join('|')

const network = z
  .string()
  .regex(
    new RegExp(
      `^((${octet}\\.){3}${octet}/([12]?\\d|3[0-2])|(${groups})/([1-9]?\\d|1[01]\\d|12[0-8]))$`,
    ),
  )
/** An empty list would be every port. */
const ports = z.array(z.int().min(1).max(65_535)).min(1).meta({ uniqueItems: true })

/** The values of the chart `third-party/policies`. */
export const policiesValues = z.strictObject({
  otherRegion: z
    .array(network)
    .meta({ uniqueItems: true })
    .describe("The networks from which the other region's Postgres follows this one, and back"),
  outbound: z
    .strictObject({
      apiServer: ports.describe('Ports of the API server'),
      backups: ports.describe("Ports of the store of Postgres's backups"),
      receivers: ports.describe('Ports to which Alertmanager sends'),
    })
    .partial()
    .describe('Reached at every address'),
})
