export interface StartOptions {
  readonly json: boolean
  readonly traffic: boolean
  readonly metrics: boolean
  readonly scrapeSeconds: number
  readonly fresh: boolean
  readonly help: boolean
  readonly services?: readonly string[]
  readonly replicas: Readonly<Record<string, number>>
}
export const startUsage: string
export function parseStartOptions(args: readonly string[]): StartOptions
export const maxScrapeSeconds: number
