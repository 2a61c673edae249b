/** A part of Envoy's configuration, in the JSON form of its protobuf messages. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** The value at a path of keys; undefined where there is none. */
export const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)

/** Replaces every object, the inner ones first. */
export function mapObjects(value: unknown, replace: (object: Json) => unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => mapObjects(inner, replace))
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, mapObjects(inner, replace)])
  return replace(Object.fromEntries(entries))
}

/** The last part of a message's type, such as `Listener`. */
export const typeOf = (message: Json): string => String(message['@type']).split('.').at(-1) ?? ''
