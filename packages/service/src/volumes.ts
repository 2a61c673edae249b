import { statfs } from 'node:fs/promises'
import { z } from 'zod'

/** A folder of a volume, and how much of the volume must stay free. */
export interface Volume {
  readonly path: string
  readonly reserveBytes: number
}

const mebibyte = 1024 * 1024
const part = /^(?<path>\/.*):(?<reserveMiB>\d+)$/

/** A setting such as `/data/pg:256,/data/nats:256`: folders, and how many MiB must stay free on the volume of each. */
export const volumesSetting = z.string().transform((text, context): readonly Volume[] =>
  text.split(',').flatMap((one) => {
    const { path, reserveMiB } = part.exec(one.trim())?.groups ?? {}
    if (path) return [{ path, reserveBytes: Number(reserveMiB) * mebibyte }]
    context.addIssue('expected /folder:MiB, separated by commas')
    return []
  }),
)

/** What is left for programs without privileges on the volume that holds `path`. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}
