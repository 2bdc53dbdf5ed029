// A merchant's back end on openid-client, a library that knows OpenID Connect and nothing of this provider: discovery, private_key_jwt,
// PAR, PKCE, DPoP, RFC 9396 details, and then one HTTP API.
import * as client from 'openid-client'
import { act, answerOf, asked, hear, issuer, key, say, settings } from './conversation.mjs'

const config = await client.discovery(issuer, settings.clientId, {}, client.PrivateKeyJwt({ key, kid: settings.keyId }), {
  // The provider of the test is on plain http on this machine.
  execute: [client.allowInsecureRequests],
})
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
const verifier = client.randomPKCECodeVerifier()
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
const url = await client.buildAuthorizationUrlWithPAR(config, {
  ...asked,
  redirect_uri: settings.redirectUri,
  state: expectedState,
  nonce: expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
}, { DPoP })
say({ url: url.href })

try {
  const tokens = await client.authorizationCodeGrant(config, new URL(await hear()), {
    pkceCodeVerifier: verifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  }, undefined, { DPoP })
  say(await act({
    subject: tokens.claims().sub,
    tokens,
    post: async (url, body, idempotencyKey) => {
      const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': idempotencyKey })
      return answerOf(await client.fetchProtectedResource(config, tokens.access_token, url, 'POST', JSON.stringify(body), headers, { DPoP }))
    },
    refresh: () => client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP }),
    manage: async (url) => {
      const own = await client.clientCredentialsGrant(config, { scope: 'charges:manage' }, { DPoP })
      const headers = new Headers({ 'idempotency-key': `${settings.reference}-${settings.scenario}` })
      return answerOf(await client.fetchProtectedResource(config, own.access_token, url, 'POST', undefined, headers, { DPoP }))
    },
    revoke: () => client.tokenRevocation(config, tokens.refresh_token),
  }))
} catch (error) {
  say({ error: error.error ?? error.message })
}
process.exit(0)
