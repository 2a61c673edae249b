/** Name of the secret with the CA certificate that belongs to a credential. */
export const caSecret = (credential: string): string => `${credential}-cacert`
