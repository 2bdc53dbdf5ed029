// How the tests talk with a client: over standard input and output, a JSON value a line.
//   in: { scenario, issuer, clientId, keyId, key (PEM, PKCS #8), redirectUri, reference, grantId }    out: { url }
//   in: the address at which the browser arrived                                             out: what came of it
import { createInterface } from 'node:readline'

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
export const hear = async () => JSON.parse((await input.next()).value)
export const say = (message) => console.log(JSON.stringify(message))

export const settings = await hear()
export const issuer = new URL(settings.issuer)
export const charges = new URL('v1/charges', issuer)

const pkcs8 = Buffer.from(settings.key.replaceAll(/-----[^-]*-----|\s/g, ''), 'base64')
export const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])

const purchase = {
  actions: ['charge'],
  locations: [charges.href],
  merchant_reference: settings.reference,
}
const once = {
  ...purchase,
  type: 'urn:fletscollect:charge-once:v1',
  description: '有料オプション 30日',
  amount: { currency: 'JPY', value: '315', mode: 'exact' },
  capture: { mode: 'immediate' },
}
// A week from now, without the milliseconds, which the provider refuses.
const nextWeek = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
const reserved = { ...once, capture: { mode: 'deferred', capture_by: nextWeek } }
const monthly = {
  ...purchase,
  type: 'urn:fletscollect:charge-recurring:v1',
  description: '動画プラン',
  amount: { currency: 'JPY', value: '990', mode: 'fixed' },
  schedule: { interval: 'month', count: 1, align: 'calendar', tz: 'Asia/Tokyo', start: settings.today, end: null },
}

// What each scenario adds to an authorization request.
export const asked = {
  login: { scope: 'openid' },
  once: { scope: 'openid charge', authorization_details: JSON.stringify([once]) },
  confirm: { scope: 'openid charge', authorization_details: JSON.stringify([reserved]) },
  cancel: { scope: 'openid charge', authorization_details: JSON.stringify([reserved]) },
  monthly: { scope: 'openid charge', authorization_details: JSON.stringify([monthly]) },
  subscribe: { scope: 'openid charge', authorization_details: JSON.stringify([monthly]) },
  replace: {
    scope: 'openid charge',
    authorization_details: JSON.stringify([{ ...monthly, amount: { ...monthly.amount, value: '1200' } }]),
    grant_management_action: 'replace',
    grant_id: settings.grantId,
  },
}[settings.scenario]

// Runs a scenario once the browser is back: `tokens` is the token response, `post(path, body, idempotencyKey)` calls the API with its
// access token, `refresh()` and `revoke()` do so with its refresh token; `manage(path)` calls the API as the merchant itself.
export const act = async ({ subject, tokens, post, refresh, revoke, manage }) => {
  if (settings.scenario === 'login') return { subject, tokenType: tokens.token_type, refreshToken: tokens.refresh_token !== undefined }

  const [granted] = tokens.authorization_details
  if (settings.scenario === 'once') {
    const charge = (idempotencyKey, value = '315') =>
      post(charges, { grant_id: granted.grant_id, merchant_reference: settings.reference, amount: { currency: 'JPY', value } }, `${settings.reference}-${idempotencyKey}`)
    return {
      subject,
      otherAmount: await charge('other-amount', '316'),
      first: await charge('first'),
      repeated: await charge('first'),
      otherKey: await charge('other-key'),
    }
  }

  if (settings.scenario === 'confirm' || settings.scenario === 'cancel') {
    const amount = { currency: 'JPY', value: reserved.amount.value }
    const charge = await post(charges, { grant_id: granted.grant_id, merchant_reference: settings.reference, amount }, `${settings.reference}-reserve`)
    return { reserved: charge, ended: await manage(new URL(`v1/charges/${charge.body.id}/${settings.scenario}`, issuer)) }
  }

  if (settings.scenario === 'subscribe') {
    const subscription = await post(new URL('v1/subscriptions', issuer), { grant_id: granted.grant_id }, `${settings.reference}-start`)
    return { reference: settings.reference, grantId: granted.grant_id, subscription }
  }
  if (settings.scenario === 'replace') return { grantId: tokens.grant_id }

  const refreshed = await refresh()
  return {
    subject,
    refreshed: { details: refreshed.authorization_details, newRefreshToken: refreshed.refresh_token !== undefined, otherToken: refreshed.access_token !== tokens.access_token },
    revoked: (await revoke(), true),
    afterRevoke: await refresh().then(() => 'refreshed', (error) => error.error ?? error.message),
  }
}

export const answerOf = async (response) => ({ status: response.status, replayed: response.headers.get('idempotent-replayed'), body: await response.json() })
