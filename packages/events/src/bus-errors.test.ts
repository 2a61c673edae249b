import { ErrorCode, NatsError } from 'nats'
import { describe, expect, it } from 'vitest'
import { type BusErrorClass, classifyBusError } from './bus-errors.ts'

const classes: Readonly<Record<keyof typeof ErrorCode, BusErrorClass>> = {
  ApiError: 'transient',
  BadAuthentication: 'transient',
  BadCreds: 'transient',
  BadHeader: 'permanent',
  BadJson: 'permanent',
  BadPayload: 'permanent',
  BadSubject: 'permanent',
  Cancelled: 'transient',
  ConnectionClosed: 'transient',
  ConnectionDraining: 'transient',
  ConnectionRefused: 'transient',
  ConnectionTimeout: 'transient',
  Disconnect: 'transient',
  InvalidOption: 'permanent',
  InvalidPayload: 'permanent',
  MaxPayloadExceeded: 'permanent',
  NoResponders: 'transient',
  NotFunction: 'transient',
  RequestError: 'transient',
  ServerOptionNotAvailable: 'transient',
  SubClosed: 'transient',
  SubDraining: 'transient',
  Timeout: 'transient',
  Tls: 'transient',
  Unknown: 'transient',
  WssRequired: 'transient',
  JetStreamInvalidAck: 'transient',
  JetStream404NoMessages: 'transient',
  JetStream408RequestTimeout: 'transient',
  JetStream409MaxAckPendingExceeded: 'transient',
  JetStream409: 'transient',
  JetStreamNotEnabled: 'transient',
  JetStreamIdleHeartBeat: 'transient',
  AuthorizationViolation: 'transient',
  AuthenticationExpired: 'transient',
  ProtocolError: 'transient',
  PermissionsViolation: 'permanent',
  AuthenticationTimeout: 'transient',
  AccountExpired: 'transient',
}

const answered = (code: number, err_code: number) => {
  const error = new NatsError('answered', ErrorCode.JetStreamInvalidAck)
  error.api_error = { code, err_code, description: 'x' }
  return error
}

describe('an error of a publication', () => {
  it.each(Object.entries(ErrorCode))('%s is classified', (name, code) => {
    expect(classifyBusError(new NatsError('x', code))).toBe(classes[name as keyof typeof ErrorCode])
  })

  it.each([
    ['a message beyond the stream\u2019s largest', 400, 10054, 'permanent'],
    ['a wrong sequence', 400, 10071, 'permanent'],
    ['a stream that does not exist', 404, 10059, 'transient'],
    ['no storage left', 503, 10077, 'transient'],
    ['insufficient resources', 503, 10023, 'transient'],
    ['a failure of the server', 500, 10049, 'transient'],
  ])('JetStream\u2019s answer about %s', (_, code, errCode, expected) => {
    expect(classifyBusError(answered(code, errCode))).toBe(expected)
  })

  it('that is not of NATS is permanent', () => {
    expect(classifyBusError(new TypeError('x is not a function'))).toBe('permanent')
  })
})
