// The same on oauth4webapi, which leaves every step to its caller and checks each answer to the letter.
import * as oauth from 'oauth4webapi'
import { act, answerOf, asked, hear, issuer, key, say, settings } from './conversation.mjs'

// The provider of the test is on plain http on this machine.
const insecure = { [oauth.allowInsecureRequests]: true }
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
const client = { client_id: settings.clientId }
const authentication = oauth.PrivateKeyJwt({ key, kid: settings.keyId })
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
const options = { DPoP, ...insecure }
const verifier = oauth.generateRandomCodeVerifier()
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]

const pushed = await oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, authentication, new URLSearchParams({
  ...asked,
  client_id: settings.clientId,
  response_type: 'code',
  redirect_uri: settings.redirectUri,
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
}), options))
const url = new URL(as.authorization_endpoint)
url.searchParams.set('client_id', settings.clientId)
url.searchParams.set('request_uri', pushed.request_uri)
say({ url: url.href })

try {
  const callback = oauth.validateAuthResponse(as, client, new URL(await hear()), state)
  const answer = await oauth.authorizationCodeGrantRequest(as, client, authentication, callback, settings.redirectUri, verifier, options)
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer, { expectedNonce: nonce, requireIdToken: true })
  await oauth.validateApplicationLevelSignature(as, answer, insecure)
  say(await act({
    subject: oauth.getValidatedIdTokenClaims(tokens).sub,
    tokens,
    post: async (url, body, idempotencyKey) => {
      const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': idempotencyKey })
      return answerOf(await oauth.protectedResourceRequest(tokens.access_token, 'POST', url, headers, JSON.stringify(body), options))
    },
    refresh: async () => oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, options)),
    revoke: async () => oauth.processRevocationResponse(await oauth.revocationRequest(as, client, authentication, tokens.refresh_token, insecure)),
  }))
} catch (error) {
  say({ error: error.error ?? error.message })
}
process.exit(0)
