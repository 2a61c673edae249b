export interface Report {
  log(line: string): void
  onReady(name: string, ready: number, all: number): void
  /** Clears the progress line, if there is one. */
  end(): void
}

interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const clear = '\r\u001b[K'

/** On a terminal one progress line that is rewritten; elsewhere one line for each step. */
export function openReport(screen: Screen, secondsSinceStart: () => number): Report {
  let shown = ''
  const log = (line: string) =>
    void screen.write(`${screen.isTTY && shown ? clear : ''}${line}\n${shown}`)
  return {
    log,
    onReady(name, ready, all) {
      const seconds = secondsSinceStart().toFixed(1)
      if (!screen.isTTY) return log(`${seconds.padStart(6)} s  ${name} is ready`)
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

/** The text that ends a start: addresses and how long it took. */
export function addressBlock(
  urls: Readonly<Record<string, string | null>>,
  caFile: string | null,
  seconds: number,
  home: string,
): string {
  const rows: [string, string][] = [
    ['shop (edge)', urls.edge ?? ''],
    ['CA certificate', caFile ?? ''],
    ...(urls.prometheus ? [['Prometheus API', urls.prometheus] as [string, string]] : []),
    ...(urls.alertmanager ? [['Alertmanager API', urls.alertmanager] as [string, string]] : []),
    ...(urls.jaeger ? [['traces (Jaeger)', urls.jaeger] as [string, string]] : []),
    ['logs', `${home}/logs    (npx stoa logs -f orders)`],
    ['status', 'npx stoa status'],
    ['place an order', 'npx stoa order'],
  ]
  return [
    '',
    `Stoa is ready after ${seconds.toFixed(1)} s`,
    ...rows.map(([name, value]) => `  ${name.padEnd(18)}${value}`),
    '  Ctrl-C stops everything',
    '',
  ].join('\n')
}
