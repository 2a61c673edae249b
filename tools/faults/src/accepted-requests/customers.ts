/** Subjects as identity providers issue them: any ASCII characters, up to 255 of them. */
export const customers: readonly string[] = [
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'google-oauth2|103547991597142817347',
  'samlp|okta|ada.lovelace@example.com',
  'ada@example.com',
  'urn:example:user:42',
  'https://login.example.com/users/42?tenant=a&b=c#d',
  'x'.repeat(255),
  'with space',
  '50%',
  'a%2Fb',
  'o\'brien"; drop table orders; --',
  '{"sub":"nested"}',
  'back\\slash',
  '../up',
  '-',
]
