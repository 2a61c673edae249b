/** `edge` is the inbound side of a gateway. */
export type Direction = 'inbound' | 'outbound' | 'edge'
