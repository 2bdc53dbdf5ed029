// A merchant's back end on openid-client, a library that knows OpenID Connect and nothing of this provider: discovery, private_key_jwt,
// PAR, PKCE, DPoP, RFC 9396 details, and then one HTTP API. It talks over standard input and output, a JSON value a line:
//   in: { issuer, clientId, keyId, key (PEM, PKCS #8), redirectUri, reference }    out: { url }
//   in: the address at which the browser arrived                                   out: what came of it
import { createInterface } from 'node:readline'
import * as client from 'openid-client'

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const hear = async () => JSON.parse((await input.next()).value)
const say = (message) => console.log(JSON.stringify(message))

const settings = await hear()
const issuer = new URL(settings.issuer)
const charges = new URL('v1/charges', issuer)
const pkcs8 = Buffer.from(settings.key.replaceAll(/-----[^-]*-----|\s/g, ''), 'base64')
const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])

const config = await client.discovery(issuer, settings.clientId, {}, client.PrivateKeyJwt({ key, kid: settings.keyId }), {
  // The provider of the test is on plain http on this machine.
  execute: [client.allowInsecureRequests],
})
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
const verifier = client.randomPKCECodeVerifier()
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
const url = await client.buildAuthorizationUrlWithPAR(config, {
  redirect_uri: settings.redirectUri,
  scope: 'openid charge',
  state: expectedState,
  nonce: expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  authorization_details: JSON.stringify([
    {
      type: 'urn:fletscollect:charge-once:v1',
      actions: ['charge'],
      locations: [charges.href],
      merchant_reference: settings.reference,
      description: '有料オプション 30日',
      amount: { currency: 'JPY', value: '315', mode: 'exact' },
      capture: { mode: 'immediate' },
    },
  ]),
}, { DPoP })
say({ url: url.href })

try {
  const tokens = await client.authorizationCodeGrant(config, new URL(await hear()), {
    pkceCodeVerifier: verifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  }, undefined, { DPoP })
  const grantId = tokens.authorization_details[0].grant_id
  const charge = async (idempotencyKey, value = '315') => {
    const body = JSON.stringify({ grant_id: grantId, merchant_reference: settings.reference, amount: { currency: 'JPY', value } })
    const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': idempotencyKey })
    const answer = await client.fetchProtectedResource(config, tokens.access_token, charges, 'POST', body, headers, { DPoP })
    return { status: answer.status, replayed: answer.headers.get('idempotent-replayed'), body: await answer.json() }
  }
  say({
    subject: tokens.claims().sub,
    otherAmount: await charge('other-amount', '316'),
    first: await charge('first'),
    repeated: await charge('first'),
    otherKey: await charge('other-key'),
  })
} catch (error) {
  say({ error: error.error ?? error.message })
}
process.exit(0)
