export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export const sample = (
  name: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Sample => ({ name, labels, value })
