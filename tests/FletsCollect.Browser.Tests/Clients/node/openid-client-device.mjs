// A merchant's back end that sells on televisions, on openid-client: the same client and purchase as in openid-client.mjs, by RFC 8628.
//   out: { code, address }    out, when the subscriber has answered: what came of it
import * as client from 'openid-client'
import { act, answerOf, asked, issuer, key, say, settings } from './conversation.mjs'

const config = await client.discovery(issuer, settings.clientId, {}, client.PrivateKeyJwt({ key, kid: settings.keyId }), {
  // The provider of the test is on plain http on this machine.
  execute: [client.allowInsecureRequests],
})
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))

try {
  const started = await client.initiateDeviceAuthorization(config, { ...asked })
  say({ code: started.user_code, address: started.verification_uri })
  const tokens = await client.pollDeviceAuthorizationGrant(config, started, undefined, { DPoP })
  say(await act({
    subject: tokens.claims().sub,
    tokens,
    post: async (url, body, idempotencyKey) => {
      const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': idempotencyKey })
      return answerOf(await client.fetchProtectedResource(config, tokens.access_token, url, 'POST', JSON.stringify(body), headers, { DPoP }))
    },
  }))
} catch (error) {
  say({ error: error.error ?? error.message })
}
process.exit(0)
