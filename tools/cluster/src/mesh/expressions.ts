/** What a cluster's values decide in the mesh's resources: a mark in the YAML, and the expression that Helm reads there. */
const marks = {
  issuer: ['__ISSUER__', '{{ .Values.tokens.issuer | quote }}'],
  principals: ['__PRINCIPALS__', '{{ printf "%s/*" .Values.tokens.issuer | quote }}'],
  audience: ['__AUDIENCE__', '{{ .Values.tokens.audience | quote }}'],
  keys: ['__KEYS__', '{{ .Values.tokens.jwksUri | quote }}'],
  hosts: ['__HOSTS__', '{{ .Values.edge.hosts | toJson }}'],
} as const

type Name = keyof typeof marks

export const expressions = Object.fromEntries(
  Object.entries(marks).map(([name, [mark]]) => [name, mark]),
) as Record<Name, string>

/** Replaces each mark, which is a plain scalar, by its expression. */
export const templateOf = (text: string): string =>
  Object.values(marks).reduce(
    (changed, [mark, expression]) => changed.replaceAll(mark, () => expression),
    text,
  )
