import type fc from 'fast-check'

/** Values that fit the shop, by the name of the field, in place of any that the schema accepts. The field is left out for `undefined` alone. */
export type Fits = Readonly<Record<string, fc.Arbitrary<unknown>>>
