import { statfs } from 'node:fs/promises'
import { z } from 'zod'

/** A folder of a volume, and how much of the volume must stay free. */
export interface Volume {
  /** Of what it stores, such as `database`. */
  readonly name: string
  readonly path: string
  readonly reserveBytes: number
}

const mebibyte = 1024 * 1024
const part = /^(?<name>[a-z][a-z-]*)=(?<path>\/.*):(?<reserveMiB>\d+)$/

/**
 * A setting such as `database=/data/pg:256,broker=/data/nats:256`: what is stored in which folders, and how many MiB must
 * stay free on the volume of each.
 */
export const volumesSetting = z.string().transform((text, context): readonly Volume[] =>
  text.split(',').flatMap((one) => {
    const { name, path, reserveMiB } = part.exec(one.trim())?.groups ?? {}
    if (name && path) return [{ name, path, reserveBytes: Number(reserveMiB) * mebibyte }]
    context.addIssue('expected name=/folder:MiB, separated by commas')
    return []
  }),
)

/** The free space for programs without privileges on the volume that holds `path`. */
export const freeBytes = async (path: string): Promise<number> => (await readSpace(path)).freeBytes

/** The space that programs without privileges have left on the volume that holds `path`, and its size. */
export async function readSpace(path: string) {
  const { bavail, blocks, bsize } = await statfs(path)
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize }
}
