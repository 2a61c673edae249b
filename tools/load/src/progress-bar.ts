export interface ProgressBar {
  /** `fraction` is between 0 and 1. */
  show(fraction: number, text: string): void
  /** Removes the bar. */
  end(): void
}

type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>

const barWidth = 24

/** A progress bar of one line on stderr; it shows nothing when stderr is not a terminal. */
export function createProgressBar(screen: Screen = process.stderr): ProgressBar {
  if (!screen.isTTY) return { show: () => undefined, end: () => undefined }
  return {
    show(fraction, text) {
      const filled = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth)
      const line = `[${'#'.repeat(filled)}${' '.repeat(barWidth - filled)}] ${text}`
      // A line that wraps could not be cleared.
      screen.write(`\r\x1b[2K${line.slice(0, (screen.columns || 80) - 1)}`)
    },
    end: () => void screen.write('\r\x1b[2K'),
  }
}
