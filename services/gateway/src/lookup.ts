/** The result of reading an entity from another service. */
export type Lookup<Body> =
  | { readonly outcome: 'found'; readonly body: Body }
  | { readonly outcome: 'not_found' | 'forbidden' | 'unauthenticated' | 'unavailable' }
