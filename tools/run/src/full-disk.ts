const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO'])

/** Did the system fail to write, for want of room most often? */
export const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && fullDiskCodes.has(String(error.code))

/** Does what can be done again later; on a full disk it is left undone. @returns whether it was done */
export function unlessFull(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (isFullDisk(error)) return false
    throw error
  }
}
