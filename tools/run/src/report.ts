export interface Report {
  say(line: string): void
  onReady(name: string, ready: number, all: number): void
  /** Ends the compact line, when there is one. */
  end(): void
}

interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const clear = '\r\u001b[K'

/** On a terminal one line that keeps changing; elsewhere a line for each step. */
export function openReport(screen: Screen, secondsSinceStart: () => number): Report {
  let shown = ''
  const say = (line: string) =>
    void screen.write(`${screen.isTTY && shown ? clear : ''}${line}\n${shown}`)
  return {
    say,
    onReady(name, ready, all) {
      const seconds = secondsSinceStart().toFixed(1)
      if (!screen.isTTY) return say(`${seconds.padStart(6)} s  ${name} is ready`)
      shown = `${ready} of ${all} ready · ${seconds} s · ${name}`.slice(
        0,
        (screen.columns ?? 80) - 1,
      )
      screen.write(`${clear}${shown}`)
    },
    end() {
      if (shown) screen.write(clear)
      shown = ''
    },
  }
}

/** What is shown last: where things are, and how long it took. */
export function addressBlock(
  urls: Readonly<Record<string, string | null>>,
  caFile: string | null,
  seconds: number,
  home: string,
): string {
  const rows: [string, string][] = [
    ['shop (edge)', urls.edge ?? ''],
    ['its authority', caFile ?? ''],
    ['logs', `${home}/logs    (npx stoa logs -f orders)`],
    ['what runs', 'npx stoa status'],
    ['place an order', 'npx stoa order'],
  ]
  return [
    '',
    `Stoa is ready after ${seconds.toFixed(1)} s`,
    ...rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`),
    '  Ctrl-C stops everything',
    '',
  ].join('\n')
}
