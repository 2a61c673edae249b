interface Kind {
  readonly apiVersion: string
  readonly kind: string
}

/** Where the schema of a kind is below charts/schemas. kubeconform takes `v1` for the group of the core. */
export const schemaFile = ({ apiVersion, kind }: Kind): string => {
  const [group, version = group] = apiVersion.split('/')
  return `${group}/${kind.toLowerCase()}_${version}.json`
}

/** The same, as a template of kubeconform. */
export const schemaLocation = '{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json'
