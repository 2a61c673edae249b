/** Noto Sans, a family for each script; each package of @fontsource-variable has the licence of its family (OFL 1.1). */
const everywhere = ['noto-sans', 'noto-sans-arabic', 'noto-sans-hebrew'] as const
const han = ['noto-sans-sc', 'noto-sans-tc', 'noto-sans-jp', 'noto-sans-kr'] as const

export type Family = (typeof everywhere)[number] | (typeof han)[number]

/** The family whose forms of Chinese characters readers of the country expect; the first of `han` elsewhere. */
const ownForms: Readonly<Record<string, Family>> = {
  ...{ HK: 'noto-sans-tc', MO: 'noto-sans-tc', TW: 'noto-sans-tc' },
  ...{ JP: 'noto-sans-jp', KR: 'noto-sans-kr' },
}

/** The families in the order in which they are tried for a character. */
export function familiesFor(country: string): readonly Family[] {
  const own = ownForms[country]
  return own === undefined
    ? [...everywhere, ...han]
    : [...everywhere, own, ...han.filter((family) => family !== own)]
}
