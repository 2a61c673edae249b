export type Path = readonly (string | number)[]

/** Formats a path: `['spec', 'rules', 0, 'from']` becomes `spec.rules[0].from`. */
export const describePath = (path: Path): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`,
    '',
  )
