export interface Progress {
  /** `part` of 1, and a few words. */
  show(part: number, words: string): void
  end(): void
}

const width = 24

/** A bar on stderr that stays one line; nothing where nobody watches. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined }
  return {
    show(part, words) {
      const filled = Math.round(Math.min(1, Math.max(0, part)) * width)
      stream.write(`\r\x1b[2K[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${words}`)
    },
    end: () => void stream.write('\r\x1b[2K'),
  }
}
